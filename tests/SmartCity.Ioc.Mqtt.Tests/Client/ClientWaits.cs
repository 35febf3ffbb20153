namespace SmartCity.Ioc.Mqtt.Client;

internal static class ClientWaits
{
    /// <summary>Waits until the client's status, which changes with its state, satisfies the condition.</summary>
    public static async Task<MqttClientStatus> WaitForAsync(this MqttClient client, Func<MqttClientStatus, bool> condition)
    {
        var seen = new TaskCompletionSource<MqttClientStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (_, status) => Look(status);
        Look(client.Status);
        return await seen.Task.WaitAsync(TimeSpan.FromSeconds(60));

        void Look(MqttClientStatus status)
        {
            if (condition(status))
            {
                seen.TrySetResult(status);
            }
        }
    }
}
