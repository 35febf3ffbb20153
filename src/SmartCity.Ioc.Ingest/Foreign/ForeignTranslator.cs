using System.Text.Json;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Ingest.Foreign.Formats;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>
/// Foreign messages to the contract's own, as the decoders in force say. A pure function of the journal: the decoders come through it too,
/// and what a format remembers of earlier messages is in the checkpoint. Owned by the shard's thread.
/// </summary>
internal sealed class ForeignTranslator : IDisposable
{
    private const byte Version = 1;

    private readonly Dictionary<PayloadFormat, IPayloadFormat> _formats = new()
    {
        [PayloadFormat.Json] = new JsonFormat(),
        [PayloadFormat.Text] = new TextFormat(),
        [PayloadFormat.OnvifXml] = new OnvifXmlFormat(),
        [PayloadFormat.Senml] = new SenmlFormat(),
        [PayloadFormat.Ngsi] = new NgsiFormat(),
        [PayloadFormat.SparkplugB] = new SparkplugFormat(),
    };

    private readonly ElementWriter _writer = new();
    private readonly MappingRun _run;
    private readonly string _timeZone;

    public ForeignTranslator(CityRegistry registry)
    {
        _run = new MappingRun(registry, _writer);
        _timeZone = registry.City.TimeZone;
    }

    /// <summary>In force.</summary>
    public DecoderSet Decoders { get; private set; } = DecoderSet.Empty;

    /// <summary>Told when other decoders come in force.</summary>
    public Action<DecoderSet>? Changed { get; set; }

    /// <summary>Puts other decoders in force.</summary>
    /// <returns>What is wrong with them, in which case those before stay; null where nothing is.</returns>
    public string? Replace(string text)
    {
        var result = CityParser.ParseDecoders(text, _timeZone);
        if (result.Decoders is null)
        {
            return string.Join("; ", result.Errors);
        }

        Use(result.Decoders);
        return null;
    }

    /// <inheritdoc cref="Replace"/>
    public void Use(DecoderSet decoders)
    {
        Decoders = decoders;
        Changed?.Invoke(Decoders);
    }

    /// <summary>Translates a message.</summary>
    /// <param name="elements">What it says, device by device; an element that can not be read is a fault with its number among them.</param>
    /// <returns>Why nothing of it can be read, or null.</returns>
    public TranslationFault? Translate(in ForeignMessage message, List<(TranslatedElement? Element, TranslationFault? Fault)> elements)
    {
        JsonDocument? document = null;
        var read = default(PayloadFormat);
        var decoder = "";
        TranslationFault? unreadable = null;
        try
        {
            foreach (var mapping in Decoders.Mappings)
            {
                if (!mapping.Topic.TryMatch(message.Topic, out var names))
                {
                    continue;
                }

                if (mapping.IsIgnored)
                {
                    return new TranslationFault(QuarantineReason.Unmapped, $"Decoder '{mapping.Decoder}' leaves this topic alone: there are no readings on it.");
                }

                decoder = mapping.Decoder;
                if (document is null || read != mapping.Format)
                {
                    document?.Dispose();
                    document = null;
                    read = mapping.Format;
                    try
                    {
                        document = _formats[read].Read(message);
                    }
                    catch (UnreadablePayloadException e)
                    {
                        // Another form of the same topic may be of another format.
                        unreadable ??= new TranslationFault(e.Reason, $"Decoder '{decoder}': {e.Message}");
                        continue;
                    }
                }

                var scope = new TemplateScope(names, document.RootElement, document.RootElement);
                if (Holds(mapping.When, scope))
                {
                    return Translate(mapping, scope, message.ArrivalNanos, elements);
                }
            }
        }
        finally
        {
            document?.Dispose();
        }

        return unreadable ?? (decoder.Length == 0
            ? new TranslationFault(QuarantineReason.MalformedTopic, "The topic is not ioc/v1/{zone}/{kind}/{device}, and no decoder takes it.")
            : new TranslationFault(QuarantineReason.Unmapped, $"Decoder '{decoder}' takes the topic, but knows no message of this form."));
    }

    public static bool Holds(IReadOnlyList<MappingCondition> conditions, in TemplateScope scope)
    {
        foreach (var condition in conditions)
        {
            var text = condition.What.Fill(scope);
            if (condition.Absent ? text is not null : text is null || (condition.Values.Count > 0 && !condition.Values.Contains(text)))
            {
                return false;
            }
        }

        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(Decoders.Text);
        foreach (var (_, format) in _formats.OrderBy(pair => pair.Key))
        {
            format.Save(writer);
        }
    }

    /// <exception cref="InvalidDataException">Written by a later version.</exception>
    public void Restore(BinaryReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"The decoders' state has version {version}; this program reads {Version}.");
        }

        // Text that this version no longer understands leaves no decoders; the city's file comes in force right after the start.
        _ = Replace(reader.ReadString());
        foreach (var (_, format) in _formats.OrderBy(pair => pair.Key))
        {
            format.Restore(reader);
        }
    }

    public void Dispose() => _writer.Dispose();

    private TranslationFault? Translate(
        MessageMapping mapping, in TemplateScope scope, long arrivalNanos, List<(TranslatedElement? Element, TranslationFault? Fault)> elements)
    {
        if (mapping.Each is null)
        {
            Add(mapping, scope, arrivalNanos, elements);
            return null;
        }

        var any = false;
        foreach (var item in mapping.Each.All(scope.Item, scope.Root))
        {
            any = true;
            Add(mapping, scope with { Item = item }, arrivalNanos, elements);
        }

        return any ? null : new TranslationFault(QuarantineReason.Empty, $"Decoder '{mapping.Decoder}': there is nothing at '{mapping.Each.Text}'.");
    }

    private void Add(
        MessageMapping mapping, in TemplateScope scope, long arrivalNanos, List<(TranslatedElement? Element, TranslationFault? Fault)> elements)
    {
        if (_run.Read(mapping, scope, arrivalNanos, out var status, out var reading) is { } fault)
        {
            elements.Add((null, fault with { Detail = $"Decoder '{mapping.Decoder}': {fault.Detail}" }));
            return;
        }

        if (status is not null)
        {
            elements.Add((status, null));
        }

        if (reading is not null)
        {
            elements.Add((reading, null));
        }
    }
}
