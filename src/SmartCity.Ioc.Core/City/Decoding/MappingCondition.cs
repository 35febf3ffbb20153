namespace SmartCity.Ioc.City.Decoding;

/// <summary>What must stand in a message for a mapping to be its.</summary>
/// <param name="What">A part of the topic or a place in the payload.</param>
/// <param name="Values">One of these, compared as text; empty for anything at all.</param>
/// <param name="Absent">It must not be there.</param>
public sealed record MappingCondition(TextTemplate What, IReadOnlyList<string> Values, bool Absent);
