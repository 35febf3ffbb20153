namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>Wakes a thread of ours that sleeps; a ring while it is awake is remembered once. For one sleeper, rung by any thread.</summary>
#pragma warning disable CA1001 // A timer, a connection or the other stage may ring after the owner's end and must not find it gone; the handle has a finalizer.
internal sealed class StageBell
#pragma warning restore CA1001
{
    private readonly EventWaitHandle _rung = new(initialState: false, EventResetMode.AutoReset);

    public void Ring() => _rung.Set();

    public void Wait() => _rung.WaitOne();

    public void Wait(TimeSpan longest) => _rung.WaitOne(longest);
}
