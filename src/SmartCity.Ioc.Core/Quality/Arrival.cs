namespace SmartCity.Ioc.Quality;

/// <summary>What a source's memory says of a message.</summary>
internal enum Arrival : byte
{
    New,
    Duplicate,

    /// <summary>Older than what is remembered: nobody can say whether it came before. It is stored raw, where a second copy changes
    /// nothing, and counted late.</summary>
    Forgotten,
}
