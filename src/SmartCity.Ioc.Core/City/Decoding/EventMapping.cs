namespace SmartCity.Ioc.City.Decoding;

/// <summary>Detections.</summary>
/// <param name="Each">One for each place, null for one in all. The other members look from there.</param>
/// <param name="Type">No event where it finds nothing.</param>
/// <param name="With">Further members of the event, by name.</param>
/// <param name="When">All must hold.</param>
public sealed record EventMapping(
    FieldPath? Each, TextTemplate Type, TextTemplate? Value, FieldPath? Confidence, IReadOnlyList<(string Name, FieldPath Path)> With,
    IReadOnlyList<MappingCondition> When);
