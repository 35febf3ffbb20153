namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Received">Messages that are now durable. What becomes of each is decided afterwards and counted in the ledger.</param>
internal sealed record ReadingsAnswer(int Received);
