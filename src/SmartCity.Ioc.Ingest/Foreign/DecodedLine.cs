namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>One line of <see cref="DecoderBench"/>.</summary>
/// <param name="IsAccepted">False for a message put aside.</param>
public sealed record DecodedLine(bool IsAccepted, string Json);
