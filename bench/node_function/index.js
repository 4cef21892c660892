// The handler one would write without this project: AssumeRole, PutAccountSetting, the answer to CloudFormation.
// The calls and the way they are made are those of the published pattern.
const { ECSClient, PutAccountSettingCommand } = require("@aws-sdk/client-ecs");
const { STSClient, AssumeRoleCommand } = require("@aws-sdk/client-sts");

const respond = require("./respond");

exports.handler = async function (event) {
  const region = event.ResourceProperties.Region;
  const sts = new STSClient({ region });
  const assumed = await sts.send(new AssumeRoleCommand({
    RoleArn: event.ResourceProperties.EC2Role,
    RoleSessionName: "eni-trunking-enable-session",
    DurationSeconds: 900,
  }));
  const ecs = new ECSClient({
    region,
    credentials: {
      accessKeyId: assumed.Credentials.AccessKeyId,
      secretAccessKey: assumed.Credentials.SecretAccessKey,
      sessionToken: assumed.Credentials.SessionToken,
    },
  });
  await ecs.send(new PutAccountSettingCommand({ name: "awsvpcTrunking", value: "enabled" }));
  await respond(event, "SUCCESS", process.env.AWS_LAMBDA_LOG_STREAM_NAME || "log-stream");
};
