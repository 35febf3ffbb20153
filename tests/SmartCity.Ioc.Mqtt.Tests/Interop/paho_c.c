/* Paho's C client against a broker: paho_c PORT VERSION prints one word per scenario that went well. */
#include <MQTTClient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int version;
static char address[64];

static void check(int ok, const char *what, int code)
{
    if (!ok) {
        fprintf(stderr, "%s: %d\n", what, code);
        exit(1);
    }
}

static MQTTClient dial(const char *name, int keep, MQTTClient_willOptions *will, int *present)
{
    MQTTClient client;
    MQTTClient_createOptions create = MQTTClient_createOptions_initializer;
    MQTTClient_connectOptions plain = MQTTClient_connectOptions_initializer;
    MQTTClient_connectOptions five = MQTTClient_connectOptions_initializer5;
    MQTTClient_connectOptions *options = version == 5 ? &five : &plain;
    create.MQTTVersion = version == 5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1;
    int rc = MQTTClient_createWithOptions(&client, address, name, MQTTCLIENT_PERSISTENCE_NONE, NULL, &create);
    check(rc == MQTTCLIENT_SUCCESS, "create", rc);
    options->MQTTVersion = create.MQTTVersion;
    options->keepAliveInterval = 30;
    options->will = will;
    if (version == 5) {
        MQTTProperties properties = MQTTProperties_initializer;
        MQTTProperty expiry = {.identifier = MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL};
        expiry.value.integer4 = keep ? 3600 : 0;
        MQTTProperties_add(&properties, &expiry);
        five.cleanstart = !keep;
        MQTTResponse response = MQTTClient_connect5(client, options, &properties, NULL);
        check(response.reasonCode == MQTTREASONCODE_SUCCESS, "connect", response.reasonCode);
        MQTTResponse_free(response);
        MQTTProperties_free(&properties);
        if (present) *present = five.returned.sessionPresent;
    } else {
        plain.cleansession = !keep;
        rc = MQTTClient_connect(client, options);
        check(rc == MQTTCLIENT_SUCCESS, "connect", rc);
        if (present) *present = plain.returned.sessionPresent;
    }
    return client;
}

static void hang_up(MQTTClient client)
{
    if (version == 5) MQTTClient_disconnect5(client, 100, MQTTREASONCODE_SUCCESS, NULL);
    else MQTTClient_disconnect(client, 100);
    MQTTClient_destroy(&client);
}

static void subscribe(MQTTClient client, const char *filter, int qos)
{
    if (version == 5) {
        MQTTResponse response = MQTTClient_subscribe5(client, filter, qos, NULL, NULL);
        check(response.reasonCode == (enum MQTTReasonCodes)qos, "subscribe", response.reasonCode);
        MQTTResponse_free(response);
    } else {
        int rc = MQTTClient_subscribe(client, filter, qos);
        check(rc == MQTTCLIENT_SUCCESS, "subscribe", rc);
    }
}

static void publish(MQTTClient client, const char *topic, const char *text, int qos, int retained, MQTTProperties *properties)
{
    MQTTClient_deliveryToken token;
    MQTTClient_message message = MQTTClient_message_initializer;
    message.payload = (void *)text;
    message.payloadlen = (int)strlen(text);
    message.qos = qos;
    message.retained = retained;
    int rc;
    if (version == 5) {
        if (properties) message.properties = *properties;
        MQTTResponse response = MQTTClient_publishMessage5(client, topic, &message, &token);
        rc = response.reasonCode;
        MQTTResponse_free(response);
    } else {
        rc = MQTTClient_publishMessage(client, topic, &message, &token);
    }
    check(rc == 0, "publish", rc);
    if (qos > 0) {
        rc = MQTTClient_waitForCompletion(client, token, 20000);
        check(rc == MQTTCLIENT_SUCCESS, "completion", rc);
    }
}

/* The next message; NULL after the time. The library reads all clients' sockets in here, and fails once when any of them is lost. */
static MQTTClient_message *take(MQTTClient client, char **topic, long millis)
{
    MQTTClient_message *message = NULL;
    int length, rc = -1;
    for (int tries = 0; tries < 10 && rc != MQTTCLIENT_SUCCESS && rc != MQTTCLIENT_TOPICNAME_TRUNCATED; tries++)
        rc = MQTTClient_receive(client, topic, &length, &message, millis);
    check(rc == MQTTCLIENT_SUCCESS || rc == MQTTCLIENT_TOPICNAME_TRUNCATED, "receive", rc);
    return message;
}

static void expect(MQTTClient client, const char *text, int qos, int retained)
{
    char *topic;
    MQTTClient_message *message = take(client, &topic, 20000);
    check(message != NULL, text, -1);
    check(message->payloadlen == (int)strlen(text) && memcmp(message->payload, text, strlen(text)) == 0, text, message->payloadlen);
    check(message->qos == qos, "qos", message->qos);
    check(message->retained == retained, "retained", message->retained);
    MQTTClient_freeMessage(&message);
    MQTTClient_free(topic);
}

static void qos(void)
{
    char text[16];
    MQTTClient to = dial("to", 0, NULL, NULL), from = dial("from", 0, NULL, NULL);
    subscribe(to, "qos/#", 2);
    for (int i = 0; i < 90; i++) {
        snprintf(text, sizeof text, "%d", i);
        publish(from, "qos/a", text, i % 3, 0, NULL);
        expect(to, text, i % 3, 0);
    }
    hang_up(to);
    hang_up(from);
}

static void retained(void)
{
    MQTTClient from = dial("from", 0, NULL, NULL);
    publish(from, "kept/a", "xin chào", 1, 1, NULL);
    MQTTClient to = dial("to", 0, NULL, NULL);
    subscribe(to, "kept/+", 1);
    expect(to, "xin chào", 1, 1);
    hang_up(to);
    publish(from, "kept/a", "", 1, 1, NULL);
    to = dial("to", 0, NULL, NULL);
    subscribe(to, "kept/+", 1);
    publish(from, "kept/b", "live", 1, 0, NULL);
    expect(to, "live", 1, 0);
    hang_up(to);
    hang_up(from);
}

static void will(void)
{
    MQTTClient_willOptions options = MQTTClient_willOptions_initializer;
    options.topicName = "will/lost";
    options.message = "gone";
    options.qos = 2;
    MQTTClient to = dial("to", 0, NULL, NULL);
    subscribe(to, "will/#", 2);
    /* A process that ends without a word. Inside one process the library may take one client's loss for another's. */
    pid_t child = fork();
    if (child == 0) {
        dial("lost", 0, &options, NULL);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "child", status);
    expect(to, "gone", 2, 0);
    hang_up(to);
}

static void session(void)
{
    char text[16];
    int present = 0;
    MQTTClient kept = dial("kept", 1, NULL, &present), from = dial("from", 0, NULL, NULL);
    check(!present, "present at first", present);
    subscribe(kept, "session", 2);
    hang_up(kept);
    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof text, "%d", i);
        publish(from, "session", text, 2, 0, NULL);
    }
    kept = dial("kept", 1, NULL, &present);
    /* The library (1.3.12) leaves its own field at 0 with MQTT 5, whatever CONNACK says; the messages tell as well. */
    check(present || version == 5, "present", present);
    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof text, "%d", i);
        expect(kept, text, 2, 0);
    }
    hang_up(kept);
    hang_up(from);
}

static void shared(void)
{
    char text[16];
    int seen[20] = {0}, count = 0;
    MQTTClient members[2] = {dial("m0", 0, NULL, NULL), dial("m1", 0, NULL, NULL)}, from = dial("from", 0, NULL, NULL);
    subscribe(members[0], "$share/g/shared/#", 1);
    subscribe(members[1], "$share/g/shared/#", 1);
    for (int i = 0; i < 20; i++) {
        snprintf(text, sizeof text, "%d", i);
        publish(from, "shared/x", text, 1, 0, NULL);
    }
    for (int round = 0; count < 20 && round < 400; round++) {
        char *topic;
        MQTTClient_message *message = take(members[round % 2], &topic, 50);
        if (message) {
            snprintf(text, sizeof text, "%.*s", message->payloadlen, (char *)message->payload);
            check(seen[atoi(text)]++ == 0, "twice", atoi(text));
            count++;
            MQTTClient_freeMessage(&message);
            MQTTClient_free(topic);
        }
    }
    check(count == 20, "shared", count);
    hang_up(members[0]);
    hang_up(members[1]);
    hang_up(from);
}

static void request(void)
{
    MQTTClient server = dial("server", 0, NULL, NULL), asking = dial("asking", 0, NULL, NULL);
    MQTTProperties ask = MQTTProperties_initializer, answer = MQTTProperties_initializer;
    MQTTProperty to = {.identifier = MQTTPROPERTY_CODE_RESPONSE_TOPIC}, mark = {.identifier = MQTTPROPERTY_CODE_CORRELATION_DATA};
    char *topic;
    subscribe(server, "service", 1);
    subscribe(asking, "answers", 1);
    to.value.data.data = "answers";
    to.value.data.len = 7;
    mark.value.data.data = "mark";
    mark.value.data.len = 4;
    MQTTProperties_add(&ask, &to);
    MQTTProperties_add(&ask, &mark);
    publish(asking, "service", "how many?", 1, 0, &ask);
    MQTTClient_message *asked = take(server, &topic, 20000);
    check(asked != NULL, "asked", 0);
    MQTTProperty *where = MQTTProperties_getProperty(&asked->properties, MQTTPROPERTY_CODE_RESPONSE_TOPIC);
    MQTTProperty *which = MQTTProperties_getProperty(&asked->properties, MQTTPROPERTY_CODE_CORRELATION_DATA);
    check(where && which && where->value.data.len == 7 && memcmp(which->value.data.data, "mark", 4) == 0, "properties", 0);
    MQTTProperties_add(&answer, which);
    publish(server, "answers", "42", 1, 0, &answer);
    expect(asking, "42", 1, 0);
    MQTTClient_freeMessage(&asked);
    MQTTClient_free(topic);
    MQTTProperties_free(&ask);
    MQTTProperties_free(&answer);
    hang_up(server);
    hang_up(asking);
}

int main(int argc, char **argv)
{
    (void)argc;
    snprintf(address, sizeof address, "tcp://127.0.0.1:%s", argv[1]);
    version = atoi(argv[2]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    qos(); puts("qos");
    retained(); puts("retained");
    will(); puts("will");
    session(); puts("session");
    shared(); puts("shared");
    if (version == 5) { request(); puts("request"); }
    return 0;
}
