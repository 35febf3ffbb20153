using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SmartCity.Ioc.Simulators.Import;

/// <summary><c>POST /api/v1/readings?historical=true</c>, again and again until the server has a batch.</summary>
/// <param name="note">Is told when the server is away, and when it is back.</param>
internal sealed class ReadingsClient(Uri server, string? key, Action<string> note, TimeProvider time) : IDisposable
{
    /// <summary>A server that does not answer is given up after as long as a broker is.</summary>
    private static readonly TimeSpan Reaches = TimeSpan.FromSeconds(30);

    /// <summary>One that answers that it can not take anything now is up, and what it lacks (disk, store) may take someone's hand.</summary>
    private static readonly TimeSpan Bears = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseUnasked = TimeSpan.FromSeconds(5);

    private readonly Uri _address = new(server.AbsoluteUri.TrimEnd('/') + "/api/v1/readings?historical=true");
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !server.IsLoopback });

    public void Dispose() => _http.Dispose();

    /// <summary>Returns when the batch is durable.</summary>
    /// <exception cref="ImportException">The server refuses it, or is away too long.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var isAway = false;
        while (true)
        {
            var (pause, reason, limit) = await TryAsync(lines, cancellation).ConfigureAwait(false);
            if (reason is null)
            {
                if (isAway)
                {
                    note("the server takes messages again");
                }

                return;
            }

            if (time.GetElapsedTime(start) + pause > limit)
            {
                throw new ImportException(ExitCode.Broker, $"{reason}; the same command goes on from here");
            }

            if (!isAway)
            {
                note($"{reason}; trying again");
            }

            isAway = true;
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(TimeSpan Pause, string? Reason, TimeSpan Limit)> TryAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(lines) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Accepted)
            {
                return default;
            }

            var detail = Detail(await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
            var reason = string.Create(CultureInfo.InvariantCulture, $"the server answers {(int)response.StatusCode}{detail}");
            return response.StatusCode switch
            {
                HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => (Asked(response.Headers.RetryAfter), reason, Bears),
                HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => (Pause, reason, Reaches),
                HttpStatusCode.BadRequest => throw new ImportException(ExitCode.BadInput, reason),
                HttpStatusCode.Unauthorized => throw new ImportException(ExitCode.Broker, $"{reason}: it wants a key (--api-key or IOC_API_KEY)"),
                HttpStatusCode.RequestEntityTooLarge => throw new ImportException(ExitCode.Broker, $"{reason}: take a smaller --batch"),
                _ => throw new ImportException(ExitCode.Broker, reason),
            };
        }
        catch (HttpRequestException fault)
        {
            return (Pause, $"{_address.Host}:{_address.Port} can not be reached: {fault.Message}", Reaches);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (Pause, $"{_address.Host}:{_address.Port} does not answer", Reaches);
        }
    }

    private TimeSpan Asked(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : PauseUnasked);
        return asked > TimeSpan.Zero ? asked : TimeSpan.Zero;
    }

    // Of problem details (RFC 9457) the first thing that is wrong, else the detail or title.
    private static string Detail(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return "";
            }

            if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object)
            {
                foreach (var error in errors.EnumerateObject())
                {
                    return $": {error.Name} {error.Value}";
                }
            }

            return root.TryGetProperty("detail", out var text) || root.TryGetProperty("title", out text) ? $": {text}" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
