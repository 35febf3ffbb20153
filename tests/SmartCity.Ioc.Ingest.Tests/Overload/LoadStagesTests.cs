namespace SmartCity.Ioc.Ingest.Overload;

public sealed class LoadStagesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly LoadStages _stages = new(Limit, Hold);
    private long _handled;
    private long _refused;

    [Fact]
    public void Lag_ThatGrows_RaisesOneStageAWindowInTheStatedOrder()
    {
        var seen = new List<LoadStage> { _stages.Stage };
        for (var lag = 500; seen.Count < 7; lag = lag * 3 / 2)
        {
            Window(lag);
            seen.Add(_stages.Stage);
        }

        seen.Should().Equal(
            LoadStage.Normal, LoadStage.ThinLow, LoadStage.ThinAll, LoadStage.ShedLow, LoadStage.ShedAll, LoadStage.ShedAll, LoadStage.ShedAll);
    }

    [Theory]
    [InlineData(499, LoadStage.Normal)]
    [InlineData(500, LoadStage.ThinAll)]
    public void Lag_ThatStays_ThinsFromTheLimitOnAndShedsNothing(int lag, LoadStage expected)
    {
        Windows(10, lag);

        _stages.Stage.Should().Be(expected);
    }

    [Fact]
    public void Inbox_FullAtALagThatStays_Sheds()
    {
        for (var i = 0; i < 10; i++)
        {
            _refused++;
            Window(3000);
        }

        _stages.Stage.Should().Be(LoadStage.ShedAll);
    }

    [Fact]
    public void Inbox_FilledAgainAndAgainByThoseWhoWaited_Sheds()
    {
        for (var i = 0; i < 10; i++)
        {
            _refused += 100;
            Looks(1, 1500);
            Looks(LoadStages.LooksPerWindow - 1, 200);
        }

        _stages.Stage.Should().Be(LoadStage.ShedAll);
    }

    [Fact]
    public void Inbox_FullForAMomentAtASmallLag_GivesNothingUp()
    {
        for (var i = 0; i < 10; i++)
        {
            _refused++;
            Window(499);
        }

        _stages.Stage.Should().Be(LoadStage.Normal);
    }

    [Fact]
    public void Lag_OverTheLimitForLessThanAWindow_GivesNothingUp()
    {
        for (var window = 0; window < 20; window++)
        {
            Looks(LoadStages.LooksPerWindow - 1, 2000);
            Looks(1, 499);
        }

        _stages.Stage.Should().Be(LoadStage.Normal);
    }

    [Fact]
    public void Shard_ThatStandsStill_GivesNothingUpHoweverLong()
    {
        for (var lag = 500; lag < 60_000; lag += 500)
        {
            Looks(LoadStages.LooksPerWindow, lag, moves: false);
        }

        _stages.Stage.Should().Be(LoadStage.Normal);
        _stages.IsBehind.Should().BeTrue("senders that can wait do");
    }

    [Fact]
    public void Shard_ThatWorksOffWhatGathered_GivesNothingUp()
    {
        Looks(LoadStages.LooksPerWindow, 20_000, moves: false);
        for (var lag = 17_000.0; lag > 400; lag *= 0.85)
        {
            Window((int)lag);
        }

        _stages.Stage.Should().Be(LoadStage.Normal);
    }

    [Fact]
    public void Stages_AreLeftOneByOneEachAfterTheHold()
    {
        Window(500);
        Window(1000);
        Window(2000);
        _stages.Stage.Should().Be(LoadStage.ShedLow);

        Pass(Hold - Look);
        _stages.Stage.Should().Be(LoadStage.ShedLow);
        Pass(Look);
        _stages.Stage.Should().Be(LoadStage.ThinAll);
        Pass(Hold);
        _stages.Stage.Should().Be(LoadStage.ThinLow);
        Pass(Hold);
        _stages.Stage.Should().Be(LoadStage.Normal);
    }

    [Fact]
    public void Lag_BetweenHalfTheLimitAndTheLimit_LeavesNoStageAndSendersWaitingWhoWaited()
    {
        Window(500);
        Looks(200, 250);
        (_stages.Stage, _stages.IsBehind).Should().Be((LoadStage.ThinLow, true));

        Looks(1, 249);
        _stages.IsBehind.Should().BeFalse();
        Looks(1, 499);
        _stages.IsBehind.Should().BeFalse("it begins at the limit only");
    }

    [Fact]
    public void Relapse_DoublesTheHoldUpToSixteenTimes()
    {
        var hold = Hold;
        Window(500);
        for (var i = 0; i < 7; i++)
        {
            Pass(hold - Look);
            _stages.Stage.Should().Be(LoadStage.ThinLow, "relapse {0}", i);
            Pass(Look);
            _stages.Stage.Should().Be(LoadStage.Normal, "relapse {0}", i);
            Window(0);
            Window(500);
            hold = TimeSpan.FromTicks(Math.Min(2 * hold.Ticks, 16 * Hold.Ticks));
        }
    }

    [Fact]
    public void Calm_AfterTheLastStage_ForgetsTheRelapses()
    {
        Window(500);
        Pass(Hold);
        Window(0);
        Window(500);
        Pass(2 * Hold);
        _stages.Stage.Should().Be(LoadStage.Normal);
        Pass(3 * Hold);

        Window(500);
        Pass(Hold);
        _stages.Stage.Should().Be(LoadStage.Normal);
    }

    [Fact]
    public void Stage_LeftLessThanAHoldAgo_IsTakenBackAtTheFirstLookWithAQuarterOfTheLimit()
    {
        Window(500);
        Pass(Hold);
        Looks(1, 124);
        Looks(1, 124);
        _stages.Stage.Should().Be(LoadStage.Normal);
        Looks(1, 130);
        _stages.Stage.Should().Be(LoadStage.ThinLow);
    }

    [Fact]
    public void Stage_LeftLessThanAHoldAgo_IsNotTakenBackForAShardThatStandsOrWorksOff()
    {
        Window(500);
        Pass(Hold);
        Looks(1, 400, moves: false);
        Looks(1, 300);
        Looks(1, 200);
        _stages.Stage.Should().Be(LoadStage.Normal);
    }

    [Fact]
    public void Stage_LeftLongerAgo_IsTakenBackAtTheLimitOnly()
    {
        Window(500);
        Pass(Hold);
        Pass(Hold);
        Looks(1, 130);
        Window(499);
        _stages.Stage.Should().Be(LoadStage.Normal);
    }

    private void Pass(TimeSpan calm) => Looks((int)(calm / Look), 0);

    private void Windows(int count, int lag)
    {
        for (; count > 0; count--)
        {
            Window(lag);
        }
    }

    // Whole windows, wherever the one before ended.
    private void Window(int lag) => Looks(LoadStages.LooksPerWindow, lag);

    private void Looks(int count, int lagMillis, bool moves = true)
    {
        for (; count > 0; count--)
        {
            _handled += moves ? 1 : 0;
            _stages.Look(new InboxBacklog(TimeSpan.FromMilliseconds(lagMillis), _handled, _refused), Look);
        }
    }
}
