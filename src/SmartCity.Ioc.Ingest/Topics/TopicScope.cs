namespace SmartCity.Ioc.Ingest.Topics;

/// <summary>Which topics are the city's at all. Other programs may share a broker; theirs is not ours to keep or to complain about.</summary>
internal static class TopicScope
{
    public static ReadOnlySpan<byte> Root => "ioc/"u8;

    public static ReadOnlySpan<byte> Readings => "ioc/v1/"u8;

    /// <summary>Where the server itself publishes (CONTRACT section 3, "Out"); a broker in between hands it back.</summary>
    public static ReadOnlySpan<byte> Alerts => "ioc/v1/alerts/"u8;

    /// <summary>A topic below <c>ioc/</c> is meant for us, so that a slip in it is put aside and seen; our own alerts are not input.</summary>
    public static bool IsInput(ReadOnlySpan<byte> topic) => topic.StartsWith(Root) && !topic.StartsWith(Alerts);
}
