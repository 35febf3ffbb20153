using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Simulators.City.Scorecards;

/// <summary>Puts the city's observations (<c>PUT /api/v1/indicators/{id}/observations</c>): the last periods' at first, then each as its period ends.</summary>
/// <param name="note">Is told what the server does not take. The city goes on without.</param>
internal sealed class ScorecardClient(Uri server, string? key, Action<string> note, TimeProvider time) : IDisposable
{
    private const int Back = 14;

    /// <summary>The server may be started together with the city.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !server.IsLoopback });

    public void Dispose() => _http.Dispose();

    /// <summary>Runs until cancelled, or until the server has refused each indicator.</summary>
    public async Task RunAsync(IReadOnlyList<IndicatorDefinition> indicators, ScorecardPlan plan, CancellationToken cancellation)
    {
        // Ended last, by indicator; what the server refused is left out from then on.
        var open = indicators.ToDictionary(indicator => indicator, _ => DateTimeOffset.MinValue);
        while (open.Count > 0)
        {
            foreach (var (indicator, put) in open.ToList())
            {
                var end = plan.LastEnd(indicator, time.GetUtcNow());
                if (end > put)
                {
                    var from = put == DateTimeOffset.MinValue ? end - ((Back - 1) * indicator.Period) : put + indicator.Period;
                    if (await PutAsync(indicator, plan, from, end, cancellation).ConfigureAwait(false))
                    {
                        open[indicator] = end;
                    }
                    else
                    {
                        open.Remove(indicator);
                    }
                }
            }

            var next = open.Count == 0 ? time.GetUtcNow() : open.Min(one => one.Value + one.Key.Period);
            var wait = next - time.GetUtcNow();
            await Task.Delay(wait > Pause ? wait : Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>False where the server answered that it will not have them.</returns>
    private async Task<bool> PutAsync(IndicatorDefinition indicator, ScorecardPlan plan, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var body = Body(indicator, plan, from, to);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(server, $"/api/v1/indicators/{indicator.Id}/observations"))
            {
                Content = new ReadOnlyMemoryContent(body),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Api-Key", key);
            }

            try
            {
                using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
                if ((int)response.StatusCode < 500)
                {
                    if (!response.IsSuccessStatusCode)
                    {
                        note(string.Create(CultureInfo.InvariantCulture, $"the server does not take observations of {indicator.Id}: {(int)response.StatusCode}"));
                    }

                    return response.IsSuccessStatusCode;
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet, or away for a while.
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private static ReadOnlyMemory<byte> Body(IndicatorDefinition indicator, ScorecardPlan plan, DateTimeOffset from, DateTimeOffset to)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartArray();
        for (var end = from; end <= to; end += indicator.Period)
        {
            var observation = plan.At(indicator, end);
            json.WriteStartObject();
            json.WriteString("time"u8, observation.Time);
            json.WriteString("by"u8, indicator.Source);
            if (observation.Value is { } value)
            {
                json.WriteNumber("value"u8, value);
            }
            else
            {
                json.WriteNumber("numerator"u8, observation.Numerator!.Value);
                json.WriteNumber("denominator"u8, observation.Denominator!.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return bytes.WrittenMemory;
    }
}
