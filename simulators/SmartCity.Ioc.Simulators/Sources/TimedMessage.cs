using System.Text;

namespace SmartCity.Ioc.Simulators.Sources;

/// <summary>A message and when it is sent, since the source's start. Its bytes are its own.</summary>
/// <param name="Lane">Whose message it is, see <see cref="Output.OutgoingMessage"/>.</param>
internal sealed record TimedMessage(TimeSpan At, string Topic, ReadOnlyMemory<byte> Payload, bool Retain, int Lane)
{
    private const string Prefix = "ioc/v1/";
    private const string StatusSuffix = "/status";

    public ReadOnlyMemory<byte> TopicBytes => Encoding.UTF8.GetBytes(Topic);

    public bool IsStatus => Topic.StartsWith(Prefix, StringComparison.Ordinal) && Topic.EndsWith(StatusSuffix, StringComparison.Ordinal);

    /// <summary>Zone, kind and device where the topic is the contract's, otherwise null.</summary>
    public (string Zone, string Kind, string Device)? Address
    {
        get
        {
            if (!Topic.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return null;
            }

            var parts = Topic[Prefix.Length..].Split('/');
            return parts.Length == 3 || (parts.Length == 4 && IsStatus) ? (parts[0], parts[1], parts[2]) : null;
        }
    }
}
