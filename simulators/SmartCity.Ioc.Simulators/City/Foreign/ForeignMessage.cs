using System.Globalization;
using System.Text;

namespace SmartCity.Ioc.Simulators.City.Foreign;

internal readonly record struct ForeignMessage(string Topic, byte[] Payload, bool Retain = false)
{
    public ForeignMessage(string topic, string text, bool retain = false)
        : this(topic, Encoding.UTF8.GetBytes(text), retain)
    {
    }

    /// <summary>A text whose numbers have a decimal point wherever the program runs.</summary>
    public static ForeignMessage Of(string topic, FormattableString text) => new(topic, text.ToString(CultureInfo.InvariantCulture));
}
