using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>The HTTP interface of InfluxDB 1, 2 and 3: write, query, create, delete. Failures come out in kinds.</summary>
internal sealed class InfluxClient : IDisposable
{
    // Below a packet gzip costs more than it saves; on the same machine it always does.
    private const int WorthCompressing = 1400;

    private readonly HttpClient _http;
    private readonly InfluxDbOptions _options;
    private readonly string _writePath;
    private readonly TimeProvider _time;
    private readonly long _keepSeconds;

    /// <param name="keep">The longest that anything stays; zero for ever.</param>
    public InfluxClient(InfluxDbOptions options, TimeProvider time, HttpMessageHandler? handler = null, TimeSpan keep = default)
    {
        _options = options;
        _time = time;
        _keepSeconds = (long)keep.TotalSeconds;
        var url = options.Url ?? throw new ArgumentException("Ioc:InfluxDb:Url is not set.", nameof(options));
        _http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            // What stands behind a path of a proxy keeps that path.
            BaseAddress = url.AbsolutePath.EndsWith('/') ? url : new Uri($"{url.GetLeftPart(UriPartial.Path)}/"),
            Timeout = options.Timeout,
        };
        _http.DefaultRequestHeaders.Authorization = Credentials(options);
        _writePath = options.Version switch
        {
            1 => $"write?db={Escape(options.DatabaseName)}&precision=ns",
            2 => $"api/v2/write?org={Escape(options.Org ?? "")}&bucket={Escape(options.BucketName)}&precision=ns",
            _ => $"api/v3/write_lp?db={Escape(options.DatabaseName)}&precision=nanosecond",
        };
    }

    /// <summary>Writes lines.</summary>
    /// <returns>Null when all are stored; otherwise why the server refuses something in them for good.</returns>
    /// <exception cref="StoreUnavailableException">Not now.</exception>
    public async Task<string?> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _writePath) { Content = Body(lines) };
        using var response = await SendAsync(request, cancellation);
        if (response.IsSuccessStatusCode)
        {
            return null;
        }

        var reason = await ReasonAsync(response, cancellation);
        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            ? reason
            : throw Unavailable(response, reason);
    }

    /// <summary>Asks with InfluxQL; the answer's times are nanoseconds.</summary>
    /// <exception cref="StoreUnavailableException">Not now, or the question was refused.</exception>
    public async Task<JsonDocument> QueryAsync(string influxQl, CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent([new("q", influxQl), new("db", _options.DatabaseName), new("epoch", "ns")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "query") { Content = form };
        using var response = await SendAsync(request, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw Unavailable(response, await ReasonAsync(response, cancellation));
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var answer = await JsonDocument.ParseAsync(body, default, cancellation);
            return ErrorIn(answer.RootElement) is { } error ? throw new StoreUnavailableException($"InfluxDB answers: {error}") : answer;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new StoreUnavailableException($"InfluxDB's answer can not be read: {e.Message}", e);
        }
    }

    /// <summary>Creates what points are written to, where the version does not do so by itself.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        switch (_options.Version)
        {
            case 1:
                await CreateDatabaseAsync(cancellation);
                return;
            case 2:
                await CreateBucketAsync(cancellation);
                return;
            default:
                await CreateDatabaseOfVersionThreeAsync(cancellation);
                return;
        }
    }

    /// <summary>Deletes a measurement's points before a time. Version 3 has no such call; its retention does it.</summary>
    public async Task DeleteAsync(string measurement, long beforeNanos, CancellationToken cancellation)
    {
        if (_options.Version == 1)
        {
            (await QueryAsync(
                string.Create(CultureInfo.InvariantCulture, $"DELETE FROM {InfluxQl.Name(measurement)} WHERE time < {beforeNanos}"), cancellation)).Dispose();
        }
        else if (_options.Version == 2)
        {
            var body = $$"""
                {"start":"1677-09-22T00:00:00Z","stop":"{{InfluxQl.Rfc3339(beforeNanos)}}","predicate":"_measurement=\"{{JsonEncodedText.Encode(measurement)}}\""}
                """;
            using var request = new HttpRequestMessage(
                HttpMethod.Post, $"api/v2/delete?org={Escape(_options.Org ?? "")}&bucket={Escape(_options.BucketName)}")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            using var response = await SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                throw Unavailable(response, await ReasonAsync(response, cancellation));
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Escape(string text) => Uri.EscapeDataString(text);

    // Cut off, no JSON, or JSON of something that is no InfluxDB.
    private static bool IsUnreadable(Exception e) => e is JsonException or IOException or HttpRequestException or InvalidOperationException or KeyNotFoundException;

    private static AuthenticationHeaderValue? Credentials(InfluxDbOptions options) => options switch
    {
        { Token: { Length: > 0 } token, Version: 3 } => new AuthenticationHeaderValue("Bearer", token),
        { Token: { Length: > 0 } token } => new AuthenticationHeaderValue("Token", token),
        { Username: { Length: > 0 } user } => new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}"))),
        _ => null,
    };

    private StoreUnavailableException Unavailable(HttpResponseMessage response, string reason)
    {
        // RFC 9110, section 10.2.3: seconds, or a date, which is by the server's clock.
        var header = response.Headers.RetryAfter;
        var asked = header?.Delta ?? (header?.Date - (response.Headers.Date ?? _time.GetUtcNow()));
        return new StoreUnavailableException($"InfluxDB answers {(int)response.StatusCode}: {reason}") { RetryAfter = asked };
    }

    private static string? ErrorIn(JsonElement answer)
    {
        if (answer.TryGetProperty("error", out var error))
        {
            return error.GetString();
        }

        if (answer.TryGetProperty("results", out var results))
        {
            foreach (var result in results.EnumerateArray())
            {
                if (result.TryGetProperty("error", out error))
                {
                    return error.GetString();
                }
            }
        }

        return null;
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var body = await response.Content.ReadAsStringAsync(cancellation);
            return body.Length == 0 ? response.ReasonPhrase ?? "" : body.Length > 500 ? body[..500] : body.Trim();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return response.ReasonPhrase ?? "";
        }
    }

    // With a retention policy of its own only where the database is not there yet: what somebody else has set up is theirs. One policy for all,
    // as long as the longest: shorter times are kept by deleting, so that every measurement is where a question without a policy looks for it.
    private async Task CreateDatabaseAsync(CancellationToken cancellation)
    {
        using var known = await QueryAsync("SHOW DATABASES", cancellation);
        if (InfluxAnswer.Rows(known).Any(row => row[0].GetString() == _options.DatabaseName))
        {
            return;
        }

        var policy = _keepSeconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" WITH DURATION {_keepSeconds}s REPLICATION 1 NAME \"ioc\"");
        (await QueryAsync($"CREATE DATABASE {InfluxQl.Name(_options.DatabaseName)}{policy}", cancellation)).Dispose();
    }

    private async Task CreateBucketAsync(CancellationToken cancellation)
    {
        using var asking = new HttpRequestMessage(HttpMethod.Get, $"api/v2/orgs?org={Escape(_options.Org ?? "")}");
        using var organisations = await SendAsync(asking, cancellation);
        if (!organisations.IsSuccessStatusCode)
        {
            // A token that may only write: the bucket then has to be there.
            return;
        }

        string? organisation;
        try
        {
            using var found = JsonDocument.Parse(await organisations.Content.ReadAsStringAsync(cancellation));
            organisation = found.RootElement.TryGetProperty("orgs", out var list) && list.GetArrayLength() > 0 ? list[0].GetProperty("id").GetString() : null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new StoreUnavailableException($"InfluxDB's answer can not be read: {e.Message}", e);
        }

        if (organisation is null)
        {
            return;
        }

        var rules = _keepSeconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $$"""{"type":"expire","everySeconds":{{_keepSeconds}}}""");
        var body = $$"""{"orgID":"{{JsonEncodedText.Encode(organisation)}}","name":"{{JsonEncodedText.Encode(_options.BucketName)}}","retentionRules":[{{rules}}]}""";
        using var creating = new HttpRequestMessage(HttpMethod.Post, "api/v2/buckets")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };

        // 422: it is there already.
        using var created = await SendAsync(creating, cancellation);
    }

    // A database has its retention from the start or never. 409: it is there already. A token that may only write, and servers of before 3.2, refuse;
    // the first write then creates it, and nothing in it ever goes.
    private async Task CreateDatabaseOfVersionThreeAsync(CancellationToken cancellation)
    {
        // Its units are hours and longer.
        var hours = (_keepSeconds + 3599) / 3600;
        var period = hours == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",\"retention_period\":\"{(hours % 24 == 0 ? hours / 24 : hours)}{(hours % 24 == 0 ? 'd' : 'h')}\"");
        using var creating = new HttpRequestMessage(HttpMethod.Post, "api/v3/configure/database")
        {
            Content = new StringContent($$"""{"db":"{{JsonEncodedText.Encode(_options.DatabaseName)}}"{{period}}}""", Encoding.UTF8, "application/json"),
        };
        using var created = await SendAsync(creating, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new StoreUnavailableException($"InfluxDB at {_http.BaseAddress} can not be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"InfluxDB at {_http.BaseAddress} did not answer within {_options.Timeout.TotalSeconds} s.", e);
        }
    }

    private HttpContent Body(ReadOnlyMemory<byte> lines)
    {
        if (lines.Length < WorthCompressing || _http.BaseAddress!.IsLoopback)
        {
            return new ReadOnlyMemoryContent(lines);
        }

        var packed = new MemoryStream(lines.Length / 4);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines.Span);
        }

        packed.Position = 0;
        var content = new StreamContent(packed);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
