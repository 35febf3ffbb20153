using System.Text;
using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Reads one element of a foreign document as a mapping says. Owned by the shard's thread.</summary>
internal sealed class MappingRun(CityRegistry registry, ElementWriter writer)
{
    /// <param name="status">The device's own word on its state, on a topic of its own; null where there is none.</param>
    /// <param name="reading">What it measured; null where the element says nothing but its state.</param>
    /// <returns>Null where it went well.</returns>
    public TranslationFault? Read(
        MessageMapping mapping, in TemplateScope scope, long arrivalNanos, out TranslatedElement? status, out TranslatedElement? reading)
    {
        status = reading = null;
        if (mapping.Device.Fill(scope) is not { } said)
        {
            return new TranslationFault(QuarantineReason.UnknownDevice, $"There is nothing in it for the device '{mapping.Device.Text}'.");
        }

        if (FindTopic(mapping, scope, said, out var topic, out var kind, out var place) is { } lost)
        {
            return lost;
        }

        if (ReadStatus(mapping, scope) is { } isOnline)
        {
            status = new TranslatedElement(Encoding.UTF8.GetBytes(topic + "/status"), Encoding.UTF8.GetBytes(isOnline ? "online" : "offline"), false);
        }

        writer.Begin(mapping, kind);
        ReadContent(mapping, scope, arrivalNanos);
        if (writer.Fault is { } fault)
        {
            return fault;
        }

        if (writer.HasContent && place is { } at && !writer.HasLocation)
        {
            writer.Location(at.Lat, at.Lon);
        }

        if (writer.HasContent || status is null)
        {
            var historical = mapping.Historical is { } path && path.TryFirst(scope.Item, scope.Root, out var found) && found.ValueKind == JsonValueKind.True;
            reading = new TranslatedElement(Encoding.UTF8.GetBytes(topic), writer.Finish(), historical);
        }

        return null;
    }

    private TranslationFault? FindTopic(MessageMapping mapping, in TemplateScope scope, string said, out string topic, out DeviceKind? kind, out GeoPoint? place)
    {
        var target = mapping.Devices.GetValueOrDefault(said);
        place = target?.At;
        var device = target?.Device ?? ForeignNames.Part(mapping.DeviceWrap?.Fill(Named(said)) ?? said);
        var kindId = target?.Kind ?? ForeignNames.Part(mapping.Kind.Fill(scope) ?? "");
        var zone = target?.Zone ?? (mapping.Zone is null ? registry.Zones.Root.Id : ForeignNames.Part(mapping.Zone.Fill(scope) ?? ""));

        // A device that the city's files place is where they say, whatever zone the decoder has for all the others.
        if (target?.Zone is null && registry.TryFindDevice(device, out var known) && registry.Device(known) is { Declared: true } declared)
        {
            zone = registry.Zones[declared.Zone].Id;
        }

        kind = registry.TryFindKind(kindId, out var index) ? registry.Kinds[index] : null;
        topic = $"ioc/v1/{zone}/{kindId}/{device}";
        return device.Length > 0 && kindId.Length > 0 && zone.Length > 0
            ? null
            : new TranslationFault(QuarantineReason.UnknownDevice, $"'{said}' makes no topic: {topic}");
    }

    private static TemplateScope Named(string device) => new(new Dictionary<string, string> { ["device"] = device }, default, default);

    private static bool? ReadStatus(MessageMapping mapping, in TemplateScope scope)
    {
        if (mapping.Status is not { } status || !status.Path.TryFirst(scope.Item, scope.Root, out var found) || JsonText.Of(found) is not { } word)
        {
            return null;
        }

        return status.Online.Contains(word) ? true : status.Offline.Contains(word) ? false : null;
    }

    private void ReadContent(MessageMapping mapping, in TemplateScope scope, long arrivalNanos)
    {
        ReadTime(mapping, scope, arrivalNanos);
        ReadSequence(mapping, scope);
        ReadLocation(mapping, scope);
        foreach (var metric in mapping.Metrics)
        {
            ReadMetric(metric, scope);
        }

        foreach (var rows in mapping.Rows)
        {
            ReadRows(rows, scope);
        }

        foreach (var members in mapping.Members)
        {
            ReadMembers(members, scope);
        }

        foreach (var attribute in mapping.Attributes)
        {
            if (attribute.Value.Fill(scope) is { } text)
            {
                writer.Attribute(attribute.Id, text);
            }
        }

        ReadEvents(mapping, scope);
    }

    private void ReadTime(MessageMapping mapping, in TemplateScope scope, long arrivalNanos)
    {
        foreach (var path in mapping.Time)
        {
            if (!path.TryFirst(scope.Item, scope.Root, out var found))
            {
                continue;
            }

            if (ForeignTime.TryRead(found, mapping.TimeFormat, mapping.TimeZone, arrivalNanos, out var nanos))
            {
                writer.Time(nanos);
            }
            else
            {
                writer.Fail(QuarantineReason.BadTime, $"'{path.Text}' is {Shown(found)}, which is no time.");
            }

            return;
        }
    }

    private void ReadSequence(MessageMapping mapping, in TemplateScope scope)
    {
        if (mapping.Sequence is not { } path)
        {
            return;
        }

        if (path.TryFirst(scope.Item, scope.Root, out var found))
        {
            if (ulong.TryParse(JsonText.Of(found), out var sequence))
            {
                writer.Sequence(sequence);
            }
            else
            {
                writer.Fail(QuarantineReason.BadType, $"'{path.Text}' is {Shown(found)}, which is no sequence number.");
            }
        }
        else if (mapping.SequenceMissing is { } missing)
        {
            writer.Sequence(missing);
        }
    }

    private void ReadLocation(MessageMapping mapping, in TemplateScope scope)
    {
        if (mapping.Location is not { } location)
        {
            return;
        }

        if (location.GeoJson is { } path)
        {
            if (!path.TryFirst(scope.Item, scope.Root, out var shape) || shape.ValueKind != JsonValueKind.Object || !shape.TryGetProperty("coordinates", out var at))
            {
                return;
            }

            // Of a line or an area the first point: longitude comes first (RFC 7946 section 3.1.1).
            while (at.ValueKind == JsonValueKind.Array && at.GetArrayLength() > 0 && at[0].ValueKind == JsonValueKind.Array)
            {
                at = at[0];
            }

            if (at.ValueKind == JsonValueKind.Array && at.GetArrayLength() >= 2 && at[0].TryGetDouble(out var x) && at[1].TryGetDouble(out var y))
            {
                writer.Location(y, x);
                return;
            }

            writer.Fail(QuarantineReason.BadType, $"'{path.Text}' is no GeoJSON geometry.");
            return;
        }

        if (location.Lat!.TryFirst(scope.Item, scope.Root, out var latitude) && location.Lon!.TryFirst(scope.Item, scope.Root, out var longitude)
            && ForeignNumbers.TryRead(latitude, NoWords, out var lat, out _) && ForeignNumbers.TryRead(longitude, NoWords, out var lon, out _))
        {
            writer.Location(lat, lon);
        }
    }

    private void ReadMetric(MetricMapping metric, in TemplateScope scope)
    {
        var sum = 0d;
        var count = 0;
        foreach (var path in metric.Paths)
        {
            foreach (var found in path.All(scope.Item, scope.Root))
            {
                if (metric.Fold == MetricFold.Count)
                {
                    count++;
                    continue;
                }

                if (!ForeignNumbers.TryRead(found, metric.Words, out var number, out var unit))
                {
                    writer.Fail(QuarantineReason.BadType, $"'{path.Text}' is {Shown(found)}; for '{metric.Id}' a number may stand there.");
                    return;
                }

                if (metric.Fold == MetricFold.First)
                {
                    writer.Metric(metric.Id, (number * metric.Scale) + metric.Offset, unit ?? metric.Unit);
                    return;
                }

                sum += number;
                count++;
            }
        }

        // Nothing to count is a count; nothing to add up is no sum.
        if (metric.Fold == MetricFold.First || (metric.Fold == MetricFold.Sum && count == 0))
        {
            return;
        }

        writer.Metric(metric.Id, ((metric.Fold == MetricFold.Count ? count : sum) * metric.Scale) + metric.Offset, metric.Unit);
    }

    private void ReadRows(RowsMapping rows, in TemplateScope scope)
    {
        double? lat = null;
        double? lon = null;
        foreach (var row in rows.Each.All(scope.Item, scope.Root))
        {
            var inRow = scope with { Item = row };
            if (rows.Name.Fill(inRow) is not { } name || !TryFirst(rows.Values, inRow, out var value))
            {
                continue;
            }

            var unit = rows.Unit is not null && rows.Unit.TryFirst(row, scope.Root, out var said) ? JsonText.Of(said) : UnitsByName.Find(rows.Units, name);
            unit = unit is not null && rows.UnitNames.TryGetValue(unit, out var meant) ? meant : unit;
            if (unit != "string" && ForeignNumbers.TryRead(value, rows.Words, out var number, out var inText))
            {
                if (unit is "lat" or "lon")
                {
                    // Of several positions (a trip's ends) the first.
                    lat ??= unit == "lat" ? number : null;
                    lon ??= unit == "lon" ? number : null;
                    continue;
                }

                writer.Metric(name, number, inText ?? (string.IsNullOrEmpty(unit) ? null : unit));
            }
            else if (JsonText.Of(value) is { } text)
            {
                writer.Attribute(name, text);
            }
        }

        if (lat is { } north && lon is { } east)
        {
            writer.Location(north, east);
        }
    }

    private void ReadMembers(MembersMapping members, in TemplateScope scope)
    {
        var from = scope.Item;
        if (members.Path is not null && !members.Path.TryFirst(scope.Item, scope.Root, out from))
        {
            return;
        }

        // Some wrap what they decoded as JSON in a text.
        using var wrapped = from.ValueKind == JsonValueKind.String ? TryParse(from.GetString()!) : null;
        from = wrapped?.RootElement ?? from;
        if (from.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in from.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !members.Except.Contains(member.Name))
            {
                writer.Value(member.Name, member.Value, members);
            }
        }
    }

    private void ReadEvents(MessageMapping mapping, in TemplateScope scope)
    {
        var any = false;
        foreach (var detection in mapping.Events)
        {
            foreach (var item in detection.Each?.All(scope.Item, scope.Root) ?? [scope.Item])
            {
                var there = scope with { Item = item };
                if (!ForeignTranslator.Holds(detection.When, there) || detection.Type.Fill(there) is not { } type)
                {
                    continue;
                }

                double? confidence = detection.Confidence is { } path && path.TryFirst(item, scope.Root, out var sure)
                    && ForeignNumbers.TryRead(sure, NoWords, out var number, out _) ? number : null;
                writer.Event(type, detection.Value?.Fill(there), confidence, With(detection, item, scope.Root), isFirst: !any);
                any = true;
            }
        }

        if (any)
        {
            writer.EndEvents();
        }
    }

    private static IEnumerable<(string, JsonElement)> With(EventMapping detection, JsonElement item, JsonElement root)
    {
        foreach (var (name, path) in detection.With)
        {
            if (path.TryFirst(item, root, out var found))
            {
                yield return (name, found);
            }
        }
    }

    private static bool TryFirst(IReadOnlyList<FieldPath> paths, in TemplateScope scope, out JsonElement found)
    {
        foreach (var path in paths)
        {
            if (path.TryFirst(scope.Item, scope.Root, out found))
            {
                return true;
            }
        }

        found = default;
        return false;
    }

    private static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shown(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 80 ? text : text[..80] + "…";
    }

    private static readonly Dictionary<string, double> NoWords = [];
}
