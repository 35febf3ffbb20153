using System.Net;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>
/// An address that is served by the readiness loop where there is one (Linux), and by Kestrel's sockets elsewhere:
/// <c>kestrel.Listen(new MqttEndPoint(address, 1883), o => o.UseMqtt())</c>.
/// </summary>
public sealed class MqttEndPoint(IPAddress address, int port) : IPEndPoint(address, port);
