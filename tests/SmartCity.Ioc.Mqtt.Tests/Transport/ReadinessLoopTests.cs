namespace SmartCity.Ioc.Mqtt.Transport;

public sealed class ReadinessLoopTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Work_PutOffToTheEndOfTheRound_RunsBehindEverythingThatWasReady()
    {
        Skip.IfNot(ReadinessStream.IsSupported, "there is a readiness loop on Linux only");
        using var loop = new ReadinessLoop("test", TimeSpan.Zero);
        using var isPosted = new ManualResetEventSlim();
        var seen = new List<string>();
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ReadinessLoop.TryDefer(new Work(() => { })).Should().BeFalse("this thread is no loop's");

        loop.Post(new Work(() => isPosted.Wait(Bound)));
        loop.Post(new Work(() => ReadinessLoop.TryDefer(new Work(() =>
        {
            seen.Add("put off");
            ReadinessLoop.TryDefer(new Work(() =>
            {
                seen.Add("put off at the end");
                isOver.SetResult();
            }));
        }))));
        loop.Post(new Work(() => seen.Add("ready")));
        isPosted.Set();

        await isOver.Task.WaitAsync(Bound);
        seen.Should().Equal("ready", "put off", "put off at the end");
    }

    private sealed class Work(Action action) : IThreadPoolWorkItem, IRoundEnd
    {
        public void Execute() => action();

        public void OnRoundEnd() => action();
    }
}
