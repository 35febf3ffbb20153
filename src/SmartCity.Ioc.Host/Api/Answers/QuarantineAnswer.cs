namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Detail">What exactly is wrong.</param>
/// <param name="Payload">As text; null when it is not UTF-8.</param>
/// <param name="PayloadBase64">The bytes, when they are not UTF-8.</param>
internal sealed record QuarantineAnswer(
    string Id, DateTimeOffset ReceivedAt, string Topic, string Reason, string Detail, int Size, string? Payload, string? PayloadBase64);
