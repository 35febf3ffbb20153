using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace SmartCity.Ioc.Host.Api;

/// <summary>An answer that many ask for and that seldom changes: encoded once, and not sent again to who has it.</summary>
/// <param name="Tag">The same for the same bytes, over restarts too.</param>
internal sealed record EncodedAnswer(byte[] Plain, byte[] Zipped, string Tag)
{
    public static EncodedAnswer Of(byte[] plain)
    {
        using var zipped = new MemoryStream(plain.Length / 4);
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return new EncodedAnswer(plain, zipped.ToArray(), $"\"{Convert.ToHexStringLower(SHA256.HashData(plain)[..12])}\"");
    }

    public async Task WriteAsync(HttpContext context, string contentType)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = Tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = "private, no-cache";
        if (request.Headers.IfNoneMatch.ToString().Contains(Tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var zips = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var bytes = zips ? Zipped : Plain;
        if (zips)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
