"""A person's phone in tests: reads the key as the set-up page shows it and gives real codes at the clock's time."""

import base64
import re

from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from core.models import Event

PASSWORD = "right-password"


class Phone:
    def __init__(self, key):
        self.key = base64.b32decode(key.replace(" ", ""))

    def code(self):
        return f"{TOTP(self.key).token():06}"

    def wrong_code(self):
        """None of the codes that would be taken now."""
        near = {TOTP(self.key, drift=drift).token() for drift in range(-3, 4)}
        return next(f"{number:06}" for number in range(100) if number not in near)


def give_password(client, name, password=PASSWORD):
    return client.post(reverse("admin:login"), {"username": name, "password": password})


def give_code(client, code):
    return client.post(reverse("admin:login_code"), {"code": code})


def set_up(client):
    """Sets two-factor login up in this session; gives the phone and the recovery codes as the pages showed them."""
    shown = client.get(reverse("admin:two_factor_setup")).content.decode()
    phone = Phone(re.search(r'<code class="console-key">([A-Z2-7 ]+)</code>', shown)[1])
    answer = client.post(reverse("admin:two_factor_setup"), {"code": phone.code()}).content.decode()
    return phone, re.findall(r'<code class="console-mono">([a-z2-7-]+)</code>', answer)


def person_with_phone(user):
    """Their phone and recovery codes; the code that set it up is spent."""
    client = Client()
    client.force_login(user)
    return set_up(client)


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200


def kinds():
    """What the history tells of logins, in its order."""
    return list(
        Event.objects.filter(kind__regex=r"^(login|two_factor)\.").order_by("pk").values_list("kind", flat=True)
    )
