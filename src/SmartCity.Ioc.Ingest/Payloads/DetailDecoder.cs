using System.Text;
using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>The members <c>loc</c> and <c>events</c>.</summary>
internal sealed class DetailDecoder(IElementSink sink, OpenElement element, JsonTexts texts, MemberDecoder members)
{
    public void ReadLocation(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            element.Fail(QuarantineReason.BadType, $"'loc' is {JsonTexts.Shown(reader)}: an object with 'lat' and 'lon' may stand there.");
            return;
        }

        var lat = double.NaN;
        var lon = double.NaN;
        "loc_"u8.CopyTo(members.Path);
        while (!element.HasFailed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!texts.TryText(ref reader, out var name))
            {
                return;
            }

            var isLat = name.SequenceEqual("lat"u8);
            if (isLat || name.SequenceEqual("lon"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !JsonNumber.TryParse(reader.ValueSpan, out isLat ? ref lat : ref lon))
                {
                    element.Fail(QuarantineReason.BadType, $"'loc.{(isLat ? "lat" : "lon")}' is {JsonTexts.Shown(reader)}: a number may stand there.");
                }
            }
            else if (members.TryJoin(4, name, out var length))
            {
                // What else a receiver says (altitude, accuracy) is a metric like any other.
                reader.Read();
                members.ReadValue(ref reader, members.Path[..length], json);
            }
        }

        if (element.HasFailed)
        {
            return;
        }

        if (double.IsNaN(lat) || double.IsNaN(lon))
        {
            element.Fail(QuarantineReason.BadType, "'loc' has no 'lat' or no 'lon'.");
        }
        else if (lat is < -90 or > 90 || lon is < -180 or > 180)
        {
            element.Fail(QuarantineReason.OutOfRange, "'loc' is not on Earth: 'lat' goes from -90 to 90, 'lon' from -180 to 180.");
        }
        else
        {
            sink.Batch.Locations.Add(new ReportedLocation(element.Message, new GeoPoint(lat, lon)));
            element.HasDetail = true;
        }
    }

    public void ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            element.Fail(QuarantineReason.BadType, $"'events' is {JsonTexts.Shown(reader)}: an array of objects may stand there.");
            return;
        }

        while (!element.HasFailed && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                element.Fail(QuarantineReason.BadType, $"An event is {JsonTexts.Shown(reader)}: an object may stand there.");
                return;
            }

            ReadEvent(ref reader, json);
        }
    }

    private void ReadEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        string? value = null;
        var confidence = double.NaN;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!texts.TryText(ref reader, out var name))
            {
                return;
            }

            var isType = name.SequenceEqual("type"u8);
            var isValue = name.SequenceEqual("value"u8);
            var isConfidence = name.SequenceEqual("confidence"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = texts.Text(ref reader);
            }
            else if (isValue && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                value = texts.Text(ref reader);
            }
            else if (isConfidence && reader.TokenType == JsonTokenType.Number && JsonNumber.TryParse(reader.ValueSpan, out var number))
            {
                confidence = number;
            }

            if (element.HasFailed)
            {
                return;
            }

            reader.Skip();
        }

        if (string.IsNullOrEmpty(type))
        {
            element.Fail(QuarantineReason.BadType, "An event has no 'type', or it is not a string.");
            return;
        }

        var whole = Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]);
        sink.Batch.Events.Add(new DetectionEvent(element.Message, type, value, confidence, whole));
        element.HasDetail = true;
    }
}
