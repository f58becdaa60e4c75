from inventory.management.sync_command import SyncCommand


class Command(SyncCommand):
    help = "Bring the categories of the B2B inventory service here, parents linked whatever their order."
    kind = "categories"
