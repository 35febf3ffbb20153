namespace SmartCity.Ioc.City.Decoding;

/// <summary>A list whose entries each name what they measure: <c>[{"n": "temp", "v": 21, "u": "Cel"}]</c>. A row whose unit is <c>lat</c> or
/// <c>lon</c> (RFC 8428 section 12.1) is the position; one whose unit is <c>string</c> is a text.</summary>
/// <param name="Unit">Where the row says its unit; without it, <paramref name="Units"/> by the row's name does.</param>
/// <param name="UnitNames">The sender's own words for units.</param>
/// <param name="Words">Numbers for words.</param>
public sealed record RowsMapping(
    FieldPath Each, TextTemplate Name, IReadOnlyList<FieldPath> Values, FieldPath? Unit, IReadOnlyDictionary<string, string> UnitNames,
    IReadOnlyDictionary<string, string> Units, IReadOnlyDictionary<string, double> Words);
