using System.Net;
using System.Text;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>An HTTP server on loopback that remembers what came over the wire and answers as it is told.</summary>
internal sealed class RecordingServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerRequest, int, Action<HttpListenerResponse>> _answer;
    private readonly Task _serving;
    private int _writes;

    /// <param name="answer">By request and number of the write, from 1.</param>
    public RecordingServer(Func<HttpListenerRequest, int, Action<HttpListenerResponse>> answer)
    {
        _answer = answer;
        Url = new Uri($"http://127.0.0.1:{SparePort.Next()}/");
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    public List<(string Method, string Path, string? Authorization, string? Encoding, string Body)> Requests { get; } = [];

    public static void Done(HttpListenerResponse response) => Close(response, 204);

    public static void Close(HttpListenerResponse response, int status, string body = "")
    {
        response.StatusCode = status;
        response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
    }

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(10)).Should().BeTrue();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var request = context.Request;
            using var reader = new StreamReader(request.InputStream, new UTF8Encoding(false));
            Requests.Add((
                request.HttpMethod, request.Url!.PathAndQuery, request.Headers["Authorization"], request.Headers["Content-Encoding"], await reader.ReadToEndAsync()));
            var isWrite = request.Url.AbsolutePath == "/api/v3/write_lp";
            (isWrite ? _answer(request, ++_writes) : Done)(context.Response);
        }
    }
}
