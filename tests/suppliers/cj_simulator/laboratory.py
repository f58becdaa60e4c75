"""CJ's look-alike over real loopback HTTP, and a caller that knows nothing but the contract."""

from dataclasses import dataclass, field
from typing import Any

import requests

from core.simulation import SimulationServer
from suppliers.adapters.cj.simulator import CJSimulator
from suppliers.adapters.cj.simulator.world import KEY

CREATE, DETAIL = "shopping/order/createOrderV2", "shopping/order/getOrderDetail"


@dataclass
class Sink:
    """A hub's webhook door: keeps what arrives and answers `status`."""

    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, environ, start_response):
        headers = {k.removeprefix("HTTP_").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        self.got.append((headers, environ["wsgi.input"].read()))
        start_response(f"{self.status} Answer", [("Content-Length", "0")])
        return [b""]

    @property
    def bodies(self) -> list[bytes]:
        return [body for _, body in self.got]


@dataclass
class Laboratory:
    """`call` gives the decoded answer, `status` is the HTTP status of the last one."""

    simulator: CJSimulator
    server: SimulationServer
    sink: Sink
    token: str = ""
    status: int = 0

    @property
    def base(self) -> str:
        return f"{self.server.origin('cj')}/api2.0/v1/"

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> dict[str, Any]:
        token = self.token if token is None else token
        headers = {"CJ-Access-Token": token} if token else {}
        answer = requests.request(method, self.base + path, json=body, headers=headers, timeout=10)
        self.status = answer.status_code
        decoded: dict[str, Any] = answer.json()
        return decoded

    def get(self, path: str) -> dict[str, Any]:
        return self.call("GET", path)

    def post(self, path: str, body: Any) -> dict[str, Any]:
        return self.call("POST", path, body)

    def steer(self, command: str) -> Any:
        answer = requests.get(f"{self.server.origin('cj')}/__simulator/{command}", timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def login(self, key: str = KEY) -> dict[str, Any]:
        answer = self.post("authentication/getAccessToken", {"apiKey": key})
        self.token = answer["data"]["accessToken"]
        return answer

    def register(self) -> dict[str, Any]:
        """Has all topics sent to the sink."""
        topic = {"type": "ENABLE", "callbackUrls": [self.server.origin("hub") + "/webhooks/cj/9b1f/"]}
        names = ("product", "stock", "order", "logistics", "makeup")
        return self.post("webhook/set", dict.fromkeys(names, topic))

    # Goods and orders

    def product(self) -> Any:
        """A product on sale, with two options and all variants on sale, that lies in China and America."""
        return next(
            product
            for product in self.simulator.world.catalogue.on_sale()
            if len(product.option_names) == 2
            and all(variant.on_sale for variant in product.variants)
            and {"CN", "US"} <= {area.country for area in product.variants[0].areas}
            and not product.variants[0].key_as_json
        )

    def order_body(self, number: str = "HUB-1001-1", **changes: Any) -> dict[str, Any]:
        vid = self.product().variants[0].vid
        return {
            "orderNumber": number,
            "shippingCountryCode": "FR",
            "shippingCountry": "France",
            "shippingProvince": "Ile-de-France",
            "shippingCity": "Paris",
            "shippingAddress": "12 Rue Exemple",
            "shippingCustomerName": "Client Exemple",
            "shippingZip": "75001",
            "shippingPhone": "+33100000000",
            "logisticName": "CJPacket Ordinary",
            "fromCountryCode": "CN",
            "payType": 3,
            "products": [{"vid": vid, "quantity": 2, "storeLineItemId": "line-1"}],
        } | changes

    def order(self, number: str = "HUB-1001-1", **changes: Any) -> str:
        """Creates one and gives CJ's id."""
        identity: str = self.post(CREATE, self.order_body(number, **changes))["data"]["orderId"]
        return identity

    def to_payment(self, *ids: str) -> dict[str, Any]:
        """Cart and confirmation of these orders: the answer of the parent order's call."""
        self.post("shopping/order/addCart", {"cjOrderIdList": list(ids)})
        confirmed = self.post("shopping/order/addCartConfirm", {"cjOrderIdList": list(ids)})
        self.batch = confirmed["data"]["shipmentsId"]
        return self.post("shopping/order/saveGenerateParentOrder", {"shipmentOrderId": self.batch})

    def pay(self, *ids: str) -> dict[str, Any]:
        payment = self.to_payment(*ids)["data"]["payId"]
        return self.post("shopping/pay/payBalanceV2", {"shipmentOrderId": self.batch, "payId": payment})
