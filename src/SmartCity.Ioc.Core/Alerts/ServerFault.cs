using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts;

/// <summary>Something that is wrong with the server itself and that an operator has to know: an alert like any other, of the kind
/// <see cref="Kind"/> and the source <see cref="Source"/>, by a rule that every city has.</summary>
public sealed class ServerFault
{
    public const string Kind = "infrastructure";
    public const string Source = "server";

    /// <summary>Both sides of the ledger differ: a message came in and nobody answers for it.</summary>
    public static readonly ServerFault Ledger = new(
        "server-ledger", Severity.Major, "Every message that came in is accounted for.",
        "Sổ đối chiếu bản tin của máy chủ không khớp", "The server's message ledger does not add up",
        "Giữ nhật ký, báo đơn vị vận hành máy chủ; số liệu từ lúc này có thể thiếu.",
        "Keep the journal and tell the server's operators; figures from now on may be incomplete.");

    /// <summary>An external broker is not connected.</summary>
    public static readonly ServerFault Broker = new(
        "server-broker", Severity.Critical, "What the broker does not deliver, the walls do not show.",
        "Mất kết nối tới máy chủ MQTT", "An MQTT broker is not connected",
        "Kiểm tra máy chủ MQTT và đường truyền; số liệu trên màn hình là số liệu cũ.",
        "Look at the broker and the network; what the walls show is old.");

    /// <summary>An external broker had forgotten our session, and with it what it had queued for us.</summary>
    public static readonly ServerFault Session = new(
        "server-session", Severity.Major, "A broker's queue overflows or goes without a word; that it had no session is all that is seen of it.",
        "Máy chủ MQTT đã mất phiên làm việc và các bản tin đang chờ", "An MQTT broker had lost our session and what waited in it",
        "Kiểm tra việc lưu phiên của máy chủ MQTT; số liệu lúc mất kết nối có thể thiếu.",
        "Look at how the broker keeps sessions; figures of the time away may be incomplete.");

    /// <summary>Connected, and yet nothing comes in any more.</summary>
    public static readonly ServerFault Silence = new(
        "server-silence", Severity.Critical, "A city never falls silent as a whole; the way to it does.",
        "Không nhận được bản tin nào", "No message comes in any more",
        "Kiểm tra đường truyền, tài khoản và chủ đề MQTT của thiết bị.",
        "Look at the network, and at the devices' accounts and topics.");

    /// <summary>The time-series store takes nothing.</summary>
    public static readonly ServerFault Store = new(
        "server-store", Severity.Major, "History waits on disk while its store is away, and the disk is finite.",
        "Kho dữ liệu lịch sử không hoạt động", "The time-series store takes nothing",
        "Khởi động lại kho dữ liệu; màn hình và cảnh báo vẫn hoạt động, số liệu chờ trên đĩa.",
        "Bring the store back; walls and alerts go on, readings wait on disk.");

    /// <summary>A journal is near its disk budget.</summary>
    public static readonly ServerFault Spool = new(
        "server-spool", Severity.Major, "Over the budget readings are given up, oldest first.",
        "Hàng chờ ghi lịch sử sắp đầy", "What waits for history fills its disk budget",
        "Khôi phục kho dữ liệu hoặc tăng Ioc:Journal:OutputsBytes trước khi số liệu cũ bị bỏ.",
        "Bring the store back, or raise Ioc:Journal:OutputsBytes, before readings are given up.");

    /// <summary>The data directory's disk is nearly full.</summary>
    public static readonly ServerFault Disk = new(
        "server-disk", Severity.Critical, "Nothing is acknowledged that is not on disk.",
        "Đĩa của máy chủ sắp đầy", "The server's disk is nearly full",
        "Giải phóng dung lượng; khi đĩa đầy, máy chủ ngừng nhận bản tin.",
        "Make room; when the disk is full nothing is taken in.");

    /// <summary>The journal of inputs refuses.</summary>
    public static readonly ServerFault Journal = new(
        "server-journal", Severity.Critical, "While it refuses, senders wait and QoS 0 is lost.",
        "Không ghi được nhật ký đầu vào", "The journal of inputs takes nothing",
        "Kiểm tra đĩa và quyền ghi của thư mục dữ liệu.", "Look at the disk and at the data directory's rights.");

    /// <summary>The walls show the past.</summary>
    public static readonly ServerFault Lag = new(
        "server-lag", Severity.Major, "Behind by more than ten seconds the walls show the past.",
        "Máy chủ xử lý không kịp", "The server is behind what comes in",
        "Giảm tải hoặc thêm bộ xử lý; xem /metrics.", "Take load away or add processors; see /metrics.");

    /// <summary>More comes in than can be dealt with, and something is given up for it.</summary>
    public static readonly ServerFault Overload = new(
        "server-overload", Severity.Major, "Under load single readings are given up first, then QoS 0 messages of low kinds; alerts never.",
        "Máy chủ quá tải, đang giảm bớt dữ liệu lưu", "The server is overloaded and gives things up",
        "Tìm nguồn gửi bất thường; giảm tải hoặc thêm bộ xử lý. Cảnh báo vẫn hoạt động.",
        "Look for senders out of bounds; take load away or add processors. Alerts go on.");

    /// <summary>No checkpoint can be written.</summary>
    public static readonly ServerFault Checkpoint = new(
        "server-checkpoint", Severity.Minor, "A start would take long; nothing is lost.",
        "Không ghi được điểm khôi phục", "No checkpoint can be written",
        "Kiểm tra đĩa và quyền ghi của thư mục dữ liệu.", "Look at the disk and at the data directory's rights.");

    /// <summary>The host's clock was set.</summary>
    public static readonly ServerFault Clock = new(
        "server-clock", Severity.Major, "Windows, silences and lateness are judged by this clock.",
        "Đồng hồ máy chủ bị đặt lại", "The server's clock was set",
        "Kiểm tra đồng bộ thời gian (NTP).", "Look at the time synchronisation (NTP).");

    /// <summary>The certificate of the MQTT or the HTTPS endpoint is near its end.</summary>
    public static readonly ServerFault Certificate = new(
        "server-certificate", Severity.Major, "Devices and browsers refuse a certificate that has ended.",
        "Chứng thư số của máy chủ sắp hết hạn", "The server's certificate is near its end",
        "Gia hạn chứng thư số rồi khởi động lại máy chủ.", "Renew the certificate and restart the server.");

    /// <summary>A wall that has a name reports no more; each has an alert of its own, whose source is <see cref="WallSource"/>.</summary>
    public static readonly ServerFault Wall = new(
        "server-wall", Severity.Major, "A dark wall tells nobody that it is dark.",
        "Màn hình giám sát không còn hoạt động", "A wall is dark",
        "Kiểm tra máy tính và đường truyền của màn hình; nếu đã tháo dỡ, ngừng theo dõi nó.",
        "Look at the wall's computer and network; if it was taken down, retire it.");

    private static readonly Dictionary<string, ServerFault> All = new ServerFault[]
    {
        Ledger, Broker, Session, Silence, Store, Spool, Disk, Journal, Lag, Overload, Checkpoint, Clock, Certificate, Wall,
    }.ToDictionary(fault => fault.Rule.Id, StringComparer.Ordinal);

    private ServerFault(
        string id, Severity severity, string rationale, string titleVi, string titleEn, string actionVi, string actionEn)
    {
        Rule = new AlertRule(
            id, 1, new LocalizedText(titleVi, titleEn), new LocalizedText(actionVi, actionEn), Source, rationale, severity, Domain.Infrastructure,
            [], [], [], new OfflineCondition(TimeSpan.Zero));
    }

    /// <summary>Stands for the fault in alerts; no device is ever judged by it.</summary>
    public AlertRule Rule { get; }

    /// <summary>A wall as an alert's source. No device's id has a colon (CONTRACT section 3).</summary>
    public static string WallSource(string wall) => $"wall:{wall}";

    public static bool Owns(string rule) => All.ContainsKey(rule);

    /// <summary>The fault with this rule's id, or null in a version that does not know it.</summary>
    public static ServerFault? Find(string rule) => All.GetValueOrDefault(rule);
}
