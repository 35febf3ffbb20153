using System.Text;
using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Foreign messages to the contract's own without a city: for programs that hand them on. Units stay as they come, since no kind says
/// another. Used by one thread.</summary>
public sealed class PayloadTranslator : IDisposable
{
    private readonly ForeignTranslator _translator;
    private readonly List<(TranslatedElement? Element, TranslationFault? Fault)> _elements = [];

    public PayloadTranslator(DecoderSet decoders)
    {
        _translator = new ForeignTranslator(new CityRegistry(Nowhere()));
        _translator.Use(decoders);
    }

    /// <returns>Each message that it makes, or why it makes none.</returns>
    public IReadOnlyList<(TranslatedMessage? Message, string? Fault)> Translate(string topic, byte[] payload, DateTimeOffset arrival)
    {
        _elements.Clear();
        var nanos = (arrival - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        if (_translator.Translate(new ForeignMessage { Topic = topic, Payload = payload, ArrivalNanos = nanos }, _elements) is { } fault)
        {
            return [(null, fault.Detail)];
        }

        return [.. _elements.Select(e => e.Element is { } element ? (Message(element, arrival), null) : ((TranslatedMessage?)null, e.Fault!.Detail))];
    }

    public void Dispose() => _translator.Dispose();

    private static TranslatedMessage Message(in TranslatedElement element, DateTimeOffset arrival)
    {
        var payload = element.Payload.ToArray();
        var at = arrival;
        if (payload.AsSpan().StartsWith("{"u8))
        {
            using var document = JsonDocument.Parse(payload);
            at = document.RootElement.TryGetProperty("ts", out var ts) ? DateTimeOffset.UnixEpoch.AddTicks((long)(ts.GetDecimal() * TimeSpan.TicksPerMillisecond)) : arrival;
        }

        return new TranslatedMessage(Encoding.UTF8.GetString(element.Topic), payload, at);
    }

    private static CityModel Nowhere()
    {
        var name = new LocalizedText("?", "?");
        return new CityModel
        {
            Id = "nowhere",
            Name = name,
            TimeZone = "UTC",
            Zones = new ZoneTree([new Zone(0, "nowhere", name, ZoneLevel.Province, -1, new GeoPoint(0, 0))]),
            Kinds = [],
            Devices = [],
            Rules = [],
        };
    }
}
