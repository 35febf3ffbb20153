using System.Net;
using Microsoft.AspNetCore.Http;
using SmartCity.Ioc.Host.Auth;

namespace SmartCity.Ioc.Host.Tests.Auth;

public sealed class LocalCallerTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost:8080", null, "127.0.0.1")]
    [InlineData("::1", "[::1]:8080", null, "::1")]
    [InlineData("10.0.0.9", "ioc.example:8080", null, "10.0.0.9")]
    [InlineData("127.0.0.1", "evil.example:8080", null, "255.255.255.255")]
    [InlineData("127.0.0.1", "127.0.0.1:8080", "10.0.0.9", "10.0.0.9")]
    [InlineData("127.0.0.1", "127.0.0.1:8080", "127.0.0.1, 10.0.0.9", "10.0.0.9")]
    [InlineData("127.0.0.1", "127.0.0.1:8080", "10.0.0.9, 127.0.0.1", "255.255.255.255")]
    [InlineData("127.0.0.1", "127.0.0.1:8080", "unknown", "255.255.255.255")]
    public void Address_OfACaller_IsLoopbackOnlyWhenTheCallerIsLocal(string remote, string host, string? forwarded, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Host = new HostString(host);
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        LocalCaller.AddressOf(context).Should().Be(IPAddress.Parse(expected));
        LocalCaller.Is(context).Should().Be(IPAddress.IsLoopback(IPAddress.Parse(expected)));
    }
}
