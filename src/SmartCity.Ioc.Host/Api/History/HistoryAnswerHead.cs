namespace SmartCity.Ioc.Host.Api.History;

/// <summary>What stands before the points of an answer.</summary>
internal sealed record HistoryAnswerHead(string? Device, string? Zone, string Kind, string Unit, long MissingFromNanos, long MissingToNanos);
