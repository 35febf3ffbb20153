namespace SmartCity.Ioc.Pipeline;

/// <summary>The messages of a batch by the shards that work on them, each shard's in their order. Used again for each batch.</summary>
internal sealed class ShardSplit(int shards)
{
    private readonly int[] _starts = new int[shards + 1];
    private int[] _messages = new int[256];
    private byte[] _shardOf = new byte[256];

    /// <summary>The numbers of a shard's messages.</summary>
    public ReadOnlySpan<int> Of(int shard) => _messages.AsSpan(_starts[shard], _starts[shard + 1] - _starts[shard]);

    public void Split(ReadOnlySpan<Readings.DeviceMessage> messages, ShardMap map)
    {
        if (_messages.Length < messages.Length)
        {
            _messages = new int[messages.Length * 2];
            _shardOf = new byte[messages.Length * 2];
        }

        map.Reach();
        Array.Clear(_starts);
        for (var i = 0; i < messages.Length; i++)
        {
            var shard = map.Of(messages[i].Device);
            _shardOf[i] = (byte)shard;
            _starts[shard]++;
        }

        for (var (shard, sum) = (0, 0); shard <= shards; shard++)
        {
            (_starts[shard], sum) = (sum, sum + _starts[shard]);
        }

        // Each start moves to its shard's end, which is the next one's start.
        for (var i = 0; i < messages.Length; i++)
        {
            _messages[_starts[_shardOf[i]]++] = i;
        }

        for (var shard = shards; shard > 0; shard--)
        {
            _starts[shard] = _starts[shard - 1];
        }

        _starts[0] = 0;
    }
}
