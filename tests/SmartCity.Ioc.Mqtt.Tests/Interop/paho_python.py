"""Paho's Python client (1.x) against a broker: paho_python.py PORT VERSION prints one word per scenario that went well."""
import queue
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

PORT, VERSION = int(sys.argv[1]), int(sys.argv[2])
PROTOCOL = mqtt.MQTTv5 if VERSION == 5 else mqtt.MQTTv311


class Client:
    def __init__(self, name, keep=False, clean=True, will=None):
        arguments = {} if VERSION == 5 else {"clean_session": not keep}
        self.messages, self.events = queue.Queue(), queue.Queue()
        self.inner = c = mqtt.Client(client_id=name, protocol=PROTOCOL, **arguments)
        c.on_message = lambda _c, _u, m: self.messages.put(m)
        c.on_connect = lambda _c, _u, flags, reason, *_: self.events.put(("connect", flags["session present"], int(getattr(reason, "value", reason))))
        c.on_subscribe = lambda *a: self.events.put(("subscribe",))
        c.on_publish = lambda *a: self.events.put(("publish",))
        if will:
            c.will_set(*will)
        more = {}
        if VERSION == 5:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = 3600 if keep else 0
            more = {"clean_start": clean, "properties": properties}
        c.connect("127.0.0.1", PORT, keepalive=30, **more)
        c.loop_start()
        _, self.present, reason = self.event("connect")
        assert reason == 0, reason

    def event(self, kind):
        while True:
            found = self.events.get(timeout=20)
            if found[0] == kind:
                return found

    def subscribe(self, topic, qos):
        self.inner.subscribe(topic, qos)
        self.event("subscribe")
        return self

    def publish(self, topic, payload, qos=1, retain=False, properties=None):
        self.inner.publish(topic, payload, qos, retain, **({"properties": properties} if properties else {}))
        self.event("publish")

    def take(self):
        return self.messages.get(timeout=20)

    def close(self):
        self.inner.disconnect()
        self.inner.loop_stop()

    def lose(self):
        self.inner.loop_stop()
        self.inner._sock_close()


def qos():
    to, sender = Client("to").subscribe("qos/#", 2), Client("from")
    for i in range(300):
        sender.publish("qos/%d" % (i % 3), str(i), i % 3)
    got = [to.take() for _ in range(300)]
    for q in range(3):
        assert [int(m.payload) for m in got if m.qos == q] == list(range(q, 300, 3)), q
    to.close(), sender.close()


def retained():
    sender = Client("from")
    sender.publish("kept/a", "xin chào", 1, True)
    to = Client("to").subscribe("kept/+", 1)
    m = to.take()
    assert (m.payload.decode(), m.retain) == ("xin chào", True)
    to.close()
    sender.publish("kept/a", "", 1, True)
    to = Client("to").subscribe("kept/+", 1)
    sender.publish("kept/b", "live", 1)
    assert to.take().payload == b"live"
    to.close(), sender.close()


def will():
    to = Client("to").subscribe("will/#", 2)
    Client("lost", will=("will/lost", "gone", 2, False)).lose()
    m = to.take()
    assert (m.topic, m.payload, m.qos) == ("will/lost", b"gone", 2)
    to.close()


def session():
    Client("kept", keep=True).subscribe("session", 2).close()
    sender = Client("from")
    for i in range(20):
        sender.publish("session", str(i), 2)
    back = Client("kept", keep=True, clean=False)
    assert back.present
    assert [int(back.take().payload) for _ in range(20)] == list(range(20))
    back.close(), sender.close()


def shared():
    members = [Client("m%d" % i).subscribe("$share/g/shared/#", 1) for i in range(2)]
    sender = Client("from")
    for i in range(50):
        sender.publish("shared/x", str(i), 1)
    got = []
    while len(got) < 50:
        for member in members:
            while not member.messages.empty():
                got.append(int(member.take().payload))
    assert sorted(got) == list(range(50)), got
    [m.close() for m in members]
    sender.close()


def request():
    server, asking = Client("server").subscribe("service", 1), Client("asking").subscribe("answers", 1)
    ask = Properties(PacketTypes.PUBLISH)
    ask.ResponseTopic, ask.CorrelationData, ask.UserProperty = "answers", b"\x00\x01", ("k", "v")
    asking.publish("service", "how many?", 1, properties=ask)
    m = server.take()
    assert m.properties.UserProperty == [("k", "v")]
    back = Properties(PacketTypes.PUBLISH)
    back.CorrelationData = m.properties.CorrelationData
    server.publish(m.properties.ResponseTopic, "42", 1, properties=back)
    m = asking.take()
    assert (m.payload, m.properties.CorrelationData) == (b"42", b"\x00\x01")
    server.close(), asking.close()


for scenario in [qos, retained, will, session, shared] + ([request] if VERSION == 5 else []):
    scenario()
    print(scenario.__name__, flush=True)
