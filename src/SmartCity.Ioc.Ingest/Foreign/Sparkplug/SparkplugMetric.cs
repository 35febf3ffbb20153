using System.Text.Json;

namespace SmartCity.Ioc.Ingest.Foreign.Sparkplug;

/// <summary>One metric of a payload.</summary>
internal sealed class SparkplugMetric
{
    /// <summary>From the payload, or from the birth that gave the alias.</summary>
    public string? Name { get; set; }

    public ulong? Alias { get; init; }

    public ulong? TimestampMs { get; init; }

    /// <summary>Sparkplug 3.0 section 6.4.16; 0 where neither the payload nor a birth says.</summary>
    public uint DataType { get; set; }

    public bool IsHistorical { get; init; }

    /// <summary>From the property <c>engUnit</c>, or from the birth.</summary>
    public string? Unit { get; set; }

    /// <summary>A <see cref="ulong"/> as it stands on the wire, a <see cref="double"/>, a <see cref="bool"/> or a <see cref="string"/>; null where
    /// the metric has no value, or one that is neither a number nor a text (bytes, data sets, templates, arrays).</summary>
    public object? Value { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WritePropertyName("value");
        switch (Value)
        {
            case ulong bits:
                WriteInteger(json, bits);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteNullValue();
                break;
        }

        if (Unit is not null)
        {
            json.WriteString("unit", Unit);
        }

        json.WriteEndObject();
    }

    // Signed integers stand on the wire as unsigned ones of 32 or 64 bits, in two's complement.
    private void WriteInteger(Utf8JsonWriter json, ulong bits)
    {
        switch (DataType)
        {
            case 1:
                json.WriteNumberValue((sbyte)bits);
                break;
            case 2:
                json.WriteNumberValue((short)bits);
                break;
            case 3:
                json.WriteNumberValue((int)bits);
                break;
            case 4:
                json.WriteNumberValue((long)bits);
                break;
            default:
                json.WriteNumberValue(bits);
                break;
        }
    }
}
