using System.Net;
using System.Net.Http.Headers;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>
/// Stands between the store and a real influxd and spoils writes: before the server sees them, after it has taken them, or by sending only the
/// first half and cutting the connection. When is a function of the seed; the ways come in turn.
/// </summary>
internal sealed class ChaosHandler(int seed, double share) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, int> _faults = [];

    /// <summary>While set every request fails as if nobody listened.</summary>
    public bool IsDown { get; set; }

    public IReadOnlyDictionary<string, int> Faults
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, int>(_faults);
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new HttpRequestException("connection refused");
        }

        var fault = request.RequestUri!.AbsolutePath == "/write" ? Next() : "none";
        switch (fault)
        {
            case "busy":
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("""{"error":"timeout"}""") };
            case "full":
                return new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("""{"error":"write /wal: no space left on device"}""") };
            case "too-many":
                var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("""{"error":"slow down"}""") };
                answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(3));
                return answer;
            case "answer-lost":
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("reset by peer");
            case "cut":
                // What the server had read before the cut it may have stored: whole lines of it.
                var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
                var half = body.AsSpan(0, body.Length / 2);
                request.Content = new ByteArrayContent(half[..(half.LastIndexOf((byte)'\n') + 1)].ToArray());
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("broken pipe");
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    private string Next()
    {
        lock (_gate)
        {
            if (_random.NextDouble() >= share)
            {
                return "none";
            }

            string[] kinds = ["cut", "answer-lost", "too-many", "full", "busy"];
            var kind = kinds[_faults.Values.Sum() % kinds.Length];
            _faults[kind] = _faults.GetValueOrDefault(kind) + 1;
            return kind;
        }
    }
}
