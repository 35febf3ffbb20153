using SmartCity.Ioc.City.Decoding;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Valid decoders, or everything that is wrong with their file.</summary>
/// <param name="Decoders">Null exactly when there is an error.</param>
public sealed record DecoderParseResult(DecoderSet? Decoders, IReadOnlyList<CityError> Errors);
