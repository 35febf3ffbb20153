using System.Text.Json;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>The members that are not reserved: numbers and booleans to metrics, texts and arrays to attributes, objects flattened.</summary>
internal sealed class MemberDecoder(IElementSink sink, OpenElement element, JsonTexts texts)
{
    /// <summary>Attributes of one message.</summary>
    public const int MaxAttributes = 64;

    private const int MaxName = KindMetrics.MaxName;

    private readonly byte[] _path = new byte[MaxName];

    /// <summary>A flattened name while it is put together.</summary>
    public Span<byte> Path => _path;

    /// <summary>A value under a flattened name, at any depth.</summary>
    public void ReadValue(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                if (!JsonNumber.TryParse(reader.ValueSpan, out var number))
                {
                    element.Fail(QuarantineReason.BadType, $"'{JsonTexts.Shown(name)}' is {JsonTexts.Shown(reader)}, which is no finite number.");
                    return;
                }

                AddNumber(ref reader, name, number, json);
                break;
            case JsonTokenType.True:
                AddNumber(ref reader, name, 1, json);
                break;
            case JsonTokenType.False:
                AddNumber(ref reader, name, 0, json);
                break;
            case JsonTokenType.String:
            case JsonTokenType.StartArray:
                if (!IsDeclared(ref reader, name))
                {
                    ReadAttribute(ref reader, name, json);
                }

                break;
            case JsonTokenType.StartObject:
                if (!IsDeclared(ref reader, name) && TryOpen(name, out var prefix))
                {
                    Flatten(ref reader, prefix, json);
                }

                break;
            default:
                break;
        }
    }

    // As deep as JSON goes here, at most MaxDepth calls.
    private void Flatten(ref Utf8JsonReader reader, int prefix, ReadOnlySpan<byte> json)
    {
        while (!element.HasFailed && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (texts.TryText(ref reader, out var name) && TryJoin(prefix, name, out var length))
            {
                reader.Read();
                ReadValue(ref reader, _path.AsSpan(0, length), json);
            }
        }
    }

    private void AddNumber(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, double number, ReadOnlySpan<byte> json)
    {
        var found = element.Metrics.Find(name);
        if (found < 0)
        {
            if (!IsName(name))
            {
                return;
            }

            found = element.Metrics.TryAdd(name);
            if (found < 0)
            {
                ReadAttribute(ref reader, name, json);
                return;
            }
        }

        if (!element.TryPut(found, number, sink.Batch))
        {
            var declared = element.Metrics[found].Declared!;
            element.Fail(QuarantineReason.OutOfRange, FormattableString.Invariant($"'{declared.Id}' is {number}; {declared.Min} to {declared.Max} may stand there."));
        }
    }

    private bool IsDeclared(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        var found = element.Metrics.Find(name);
        if (found < 0 || element.Metrics[found].Declared is null)
        {
            return false;
        }

        element.Fail(QuarantineReason.BadType, $"'{JsonTexts.Shown(name)}' is {JsonTexts.Shown(reader)}: a number may stand there.");
        return true;
    }

    public void ReadAttribute(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (!IsName(name))
        {
            return;
        }

        if (element.Attributes == MaxAttributes)
        {
            element.Fail(QuarantineReason.BadType, $"There are more than {MaxAttributes} attributes.");
            return;
        }

        var label = texts.Cached(name);
        string text;
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            text = texts.Clipped(json[start..(int)reader.BytesConsumed]);
        }
        else
        {
            text = texts.Text(ref reader);
        }

        if (!element.HasFailed)
        {
            sink.Batch.Attributes.Add(new AttributeValue(element.Message, label, text));
            element.Attributes++;
            element.HasDetail = true;
        }
    }

    private bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaxName)
        {
            element.Fail(QuarantineReason.BadType, $"The name '{JsonTexts.Shown(name)}' has {name.Length} bytes; 1 to {MaxName} may stand there.");
            return false;
        }

        // Line protocol has no way to write them.
        if (name.ContainsAnyInRange((byte)0, (byte)0x1f))
        {
            element.Fail(QuarantineReason.BadType, $"The name '{JsonTexts.Shown(name)}' has control characters.");
            return false;
        }

        return true;
    }

    // Makes room for the members of the object of this name: "name_".
    private bool TryOpen(ReadOnlySpan<byte> name, out int prefix)
    {
        prefix = name.Length + 1;
        if (prefix > MaxName)
        {
            element.Fail(QuarantineReason.BadType, $"The name '{JsonTexts.Shown(name)}_' has more than {MaxName} bytes.");
            return false;
        }

        name.CopyTo(_path);
        _path[name.Length] = (byte)'_';
        return true;
    }

    /// <summary>Puts a name behind what already stands in <see cref="Path"/>.</summary>
    public bool TryJoin(int prefix, ReadOnlySpan<byte> name, out int length)
    {
        length = prefix + name.Length;
        if (length > MaxName)
        {
            element.Fail(QuarantineReason.BadType, $"The name '{JsonTexts.Shown(_path.AsSpan(0, prefix))}{JsonTexts.Shown(name)}' has more than {MaxName} bytes.");
            return false;
        }

        name.CopyTo(_path.AsSpan(prefix));
        return true;
    }
}
