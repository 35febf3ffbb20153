namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>Which of the registry's indexes already have a number in the present frame. Forgetting a frame costs one addition.</summary>
internal sealed class NameScope
{
    private int[] _frames = [];
    private int[] _numbers = [];

    /// <returns>Whether <paramref name="index"/> had a number in this frame; if not it has <paramref name="next"/> from now on.</returns>
    public bool TryFind(int index, int frame, int next, out int number)
    {
        if (index >= _frames.Length)
        {
            Array.Resize(ref _frames, Math.Max(index + 1, _frames.Length * 2));
            Array.Resize(ref _numbers, _frames.Length);
        }

        var known = _frames[index] == frame;
        if (!known)
        {
            _frames[index] = frame;
            _numbers[index] = next;
        }

        number = _numbers[index];
        return known;
    }
}
