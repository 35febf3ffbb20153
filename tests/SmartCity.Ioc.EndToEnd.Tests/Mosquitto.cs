using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>mosquitto's clients against the embedded listener, and what they report: a refused CONNECT is their exit code.</summary>
internal static class Mosquitto
{
    /// <summary>Publishes at QoS 1. With MQTT 5 a refused message is told on the error stream.</summary>
    public static Task<ProcessResult> PublishAsync(IocServer server, string topic, string payload, params IEnumerable<string> options) =>
        ProcessRunner.RunAsync("mosquitto_pub", ["-p", $"{server.MqttPort}", "-q", "1", "-t", topic, "-m", payload, .. options]);

    /// <summary>A client that stays and publishes each line of its standard input at QoS 1.</summary>
    public static RunningProgram Publisher(IocServer server, string topic, params IEnumerable<string> options) =>
        ProcessRunner.Start("mosquitto_pub", ["-p", $"{server.MqttPort}", "-V", "5", "-l", "-q", "1", "-t", topic, .. options]);

    /// <summary>Ends after one message, or with exit code 27 after 20 s without.</summary>
    public static Task<ProcessResult> TakeOneAsync(IocServer server, string topic, params IEnumerable<string> options) =>
        ProcessRunner.RunAsync("mosquitto_sub", ["-p", $"{server.MqttPort}", "-q", "1", "-t", topic, "-C", "1", "-W", "20", .. options]);

    /// <summary>Leaves a session with this subscription behind.</summary>
    public static Task<ProcessResult> LeaveSubscribedAsync(IocServer server, string topic, string clientId) =>
        ProcessRunner.RunAsync("mosquitto_sub", ["-p", $"{server.MqttPort}", "-q", "1", "-t", topic, "-c", "-i", clientId, "-E"]);

    public static string[] As(string user, string password) => ["-u", user, "-P", password];
}
