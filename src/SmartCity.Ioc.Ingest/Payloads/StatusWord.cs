using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>What a device says of itself on its status topic.</summary>
internal static class StatusWord
{
    /// <returns><see cref="MessageMarks.None"/> where neither <c>online</c> nor <c>offline</c> stands there.</returns>
    public static MessageMarks Of(ReadOnlySpan<byte> payload)
    {
        var word = payload.Trim(" \t\r\n"u8);
        return word.SequenceEqual("online"u8) ? MessageMarks.StatusOnline
            : word.SequenceEqual("offline"u8) ? MessageMarks.StatusOffline
            : MessageMarks.None;
    }
}
