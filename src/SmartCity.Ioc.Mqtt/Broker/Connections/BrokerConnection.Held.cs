using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>What a peer makes the broker hold: a packet of which only a part has come, and the topics behind its aliases.</content>
internal sealed partial class BrokerConnection
{
    // A connection's own buffers are of this size; only what goes beyond is a peer's doing.
    private const int FreeBytes = 16 * 1024;

    private long _aliasBytes;
    private long _heldBytes;

    /// <param name="partial">Bytes that were read and make no whole packet yet.</param>
    private void Hold(long partial)
    {
        var held = Math.Max(0, partial + _aliasBytes - FreeBytes);
        if (held == _heldBytes)
        {
            return;
        }

        var more = held - _heldBytes;
        _heldBytes = held;
        if (_broker.AddHeldBytes(more) > _broker.Options.MaximumHeldBytesTotal && more > 0)
        {
            Refuse(MqttRefusal.Quota, MqttReasonCode.QuotaExceeded, "held-bytes");
        }
    }

    private void LetGo()
    {
        _broker.AddHeldBytes(-_heldBytes);
        _heldBytes = 0;
    }
}
