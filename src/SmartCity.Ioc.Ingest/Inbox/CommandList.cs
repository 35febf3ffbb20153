namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>Commands on their way to the journal, one frame each, all in one group. Under the inbox's lock.</summary>
internal sealed class CommandList
{
    private const int Most = 1024;

    private List<PendingCommand> _open = [];
    private List<PendingCommand> _swapped = [];

    public bool TryAdd(PendingCommand command)
    {
        if (_open.Count >= Most)
        {
            return false;
        }

        _open.Add(command);
        return true;
    }

    /// <summary>What came in since the call before; valid until the next call.</summary>
    public IReadOnlyList<PendingCommand> Swap()
    {
        (_open, _swapped) = (_swapped, _open);
        _open.Clear();
        return _swapped;
    }
}
