using System.IO.Compression;
using System.Net;
using System.Text;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>Answers instead of a server and remembers what it was asked.</summary>
internal sealed class RecordingHandler(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<(HttpMethod Method, string Path, string? Authorization, bool Packed, string Body)> Requests { get; } = [];

    public static HttpResponseMessage Status(HttpStatusCode code, string body = "") => new(code) { Content = new StringContent(body) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var packed = request.Content?.Headers.ContentEncoding.Contains("gzip") == true;
        var bytes = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (packed)
        {
            using var unpacked = new MemoryStream();
            await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            await gzip.CopyToAsync(unpacked, cancellationToken);
            bytes = unpacked.ToArray();
        }

        var body = Encoding.UTF8.GetString(bytes);
        Requests.Add((request.Method, request.RequestUri!.PathAndQuery, request.Headers.Authorization?.ToString(), packed, body));
        return answer(request, body);
    }
}
