using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>One frame of CONTRACT section 4. Its lanes are JSON arrays, already encoded and shared between clients.</summary>
internal sealed record LiveFrame
{
    public required string Cursor { get; init; }

    public required string Epoch { get; init; }

    public required bool Reset { get; init; }

    /// <summary>Epoch milliseconds by our clock, taken when the frame was built.</summary>
    public required long SentAt { get; init; }

    /// <summary>The city's clock in epoch milliseconds, where it is not the host's.</summary>
    public long? Now { get; init; }

    public ReadOnlyMemory<byte> Devices { get; init; } = ArrayFragment.Empty;

    /// <summary>Devices in the compact form, or null.</summary>
    public PackedDevices? Packed { get; init; }

    public ReadOnlyMemory<byte> Zones { get; init; } = ArrayFragment.Empty;

    public ReadOnlyMemory<byte> Alerts { get; init; } = ArrayFragment.Empty;

    public ReadOnlyMemory<byte> Indicators { get; init; } = ArrayFragment.Empty;

    /// <summary>In a reset frame of a client that came back: how many of the alerts, at the end, are changes that it had missed.</summary>
    public int? Replayed { get; init; }

    /// <summary>About what it takes on the wire.</summary>
    public long Bytes => Devices.Length + Zones.Length + Alerts.Length + Indicators.Length + (Packed?.Bytes ?? 0);

    public double? MqttAge { get; init; }

    public double? StoreAge { get; init; }
}
