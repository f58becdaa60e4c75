"""A plain caller of the standard library that signs as the contract says: nothing of our client is in it."""

import hashlib
import hmac
import http.client
import json
import time
from contextlib import contextmanager
from urllib.parse import quote, urlencode, urlsplit

from core.simulation import SimulationServer
from suppliers.adapters.aliexpress.simulator import AliExpressSimulator
from suppliers.adapters.aliexpress.simulator.catalogue import Catalogue

FORM = "application/x-www-form-urlencoded;charset=utf-8"


def sign(secret, parameters, path="", method="sha256"):
    base = path + "".join(name + parameters[name] for name in sorted(parameters) if name != "sign")
    key, message = secret.encode(), base.encode()
    if method == "md5":
        return hashlib.md5(key + message + key).hexdigest().upper()  # noqa: S324 - the platform's legacy choice
    return hmac.new(key, message, {"sha256": "sha256", "hmac": "md5"}[method]).hexdigest().upper()


class Platform:
    """The look-alike being served, and a caller with a token for it."""

    def __init__(self, simulator, url):
        self.simulator = simulator
        self.url = url
        self.token = simulator.gateway.tokens.grant()["access_token"]

    def fetch(self, method, target, body=None, headers=None):
        """Status, headers in lower case, raw body."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
        try:
            connection.request(method, address.path + target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def signed(self, parameters, path="", sign_method="sha256"):
        common = {
            "app_key": self.simulator.key,
            "timestamp": str(int(time.time() * 1000)),
            "sign_method": sign_method,
        }
        sent = {name: value for name, value in (common | parameters).items() if value}
        return sent | {"sign": parameters.get("sign") or sign(self.simulator.secret, sent, path, sign_method)}

    def send(self, parameters, door="/sync"):
        status, _, body = self.fetch("POST", door, urlencode(parameters), {"Content-Type": FORM})
        assert status == 200
        return json.loads(body)

    def call(self, api, **parameters):
        """The whole body of a business call."""
        return self.send(self.signed({"method": api, "session": self.token} | parameters))

    def inside(self, api, **parameters):
        """What is inside the wrapper of a business call that the gateway let through."""
        return self.call(api, **parameters)[api.replace(".", "_") + "_response"]

    def refusal(self, api="aliexpress.ds.member.benefit.get", **parameters):
        return self.call(api, **parameters)["error_response"]

    def rest(self, path, **parameters):
        return self.send(self.signed(parameters, path), f"/rest{path}")

    def steer(self, command, **query):
        status, _, body = self.fetch("GET", f"/__simulator/{command}?{urlencode(query, quote_via=quote)}")
        return status, json.loads(body)

    # What a buyer does

    def freight(self, **changes):
        product, sku = self.goods()
        query = {
            "quantity": "1",
            "shipToCountry": "FR",
            "productId": str(product.product_id),
            "selectedSkuId": str(sku.sku_id),
            "language": "en_US",
            "locale": "fr_FR",
            "currency": "EUR",
        } | changes
        return self.inside("aliexpress.ds.freight.query", queryDeliveryReq=json.dumps(query))["result"]

    def goods(self, place=0):
        """A product that can be bought, and its first SKU."""
        product = self.simulator.catalogue.on_sale()[place]
        return product, product.skus[0]

    def item(self, place=0, **changes):
        product, sku = self.goods(place)
        return {
            "product_id": product.product_id,
            "product_count": 2,
            "sku_attr": sku.attr,
            "logistics_service_name": "CAINIAO_STANDARD",
        } | changes

    def order(self, *items, out_order_id="HUB-1-1", extend=None, **address):
        """The inside of order.create's `result`."""
        request = {
            "out_order_id": out_order_id,
            "logistics_address": ADDRESS | address,
            "product_items": list(items or [self.item()]),
        }
        more = {"ds_extend_request": json.dumps(extend)} if extend else {}
        body = json.dumps(request, ensure_ascii=False)
        return self.inside("aliexpress.ds.order.create", param_place_order_request4_open_api_d_t_o=body, **more)[
            "result"
        ]

    def placed(self, *items, **options):
        return self.order(*items, **options)["order_list"]["number"][0]

    def shown(self, order_id):
        query = json.dumps({"order_id": order_id})
        return self.inside("aliexpress.trade.ds.order.get", single_order_query=query)["result"]

    def tracked(self, order_id):
        return self.inside("aliexpress.ds.order.tracking.get", ae_order_id=str(order_id), language="en_US")["result"]


ADDRESS = {
    "address": "12 Rue Exemple",
    "city": "Paris",
    "province": "Ile-de-France",
    "zip": "75001",
    "country": "FR",
    "contact_person": "Test Buyer",
    "full_name": "Test Buyer",
    "phone_country": "+33",
    "mobile_no": "612345678",
    "locale": "en_US",
}


@contextmanager
def serving(**options):
    simulator = AliExpressSimulator(Catalogue.generated(60), **options)
    with SimulationServer({"aliexpress": simulator}) as server:
        yield Platform(simulator, server.origin("aliexpress"))
