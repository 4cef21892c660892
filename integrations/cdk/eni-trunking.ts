/**
 * ENI trunking for the EC2 hosts of Amazon ECS clusters: the account setting awsvpcTrunking for the hosts' IAM role. Hosts that
 * register under the role once the setting is made hold many more tasks with network mode awsvpc.
 */
import * as fs from 'fs';
import * as path from 'path';
import { Annotations, ArnFormat, CfnResource, CustomResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, Dependable, IConstruct } from 'constructs';

export interface EniTrunkingProps {
  /**
   * The hosts' role. One of this app is given the trust and the policy that it needs; one that is only referred to, as by
   * `Role.fromRoleArn`, is given the policy, and a warning says what its trust policy has to have as well.
   * @default a role that EC2 may assume, with AmazonEC2ContainerServiceforEC2Role
   */
  readonly role?: iam.IRole;
  /**
   * What the setting is to be.
   * @default enabled
   */
  readonly value?: 'enabled' | 'disabled';
  /**
   * What becomes of the setting with the stack: Unset lets the account's default count again, Disable writes disabled, Retain
   * leaves it.
   * @default Unset
   */
  readonly onDelete?: 'Unset' | 'Disable' | 'Retain';
  /**
   * For how long AccessDenied is taken for IAM that has not propagated yet; at most 150 seconds, for the function itself has 180.
   * @default 120 seconds
   */
  readonly propagationTimeout?: Duration;
  /**
   * Where the setting is made.
   * @default the stack's region
   */
  readonly region?: string;
  /**
   * Where the function runs; it has nothing to do with the hosts.
   * @default x86_64
   */
  readonly architecture?: lambda.Architecture;
  /**
   * Path of the function's archive.
   * @default eni-trunking-function-ARCHITECTURE.zip beside this file, or in the folder above it
   */
  readonly functionZip?: string;
  /**
   * How long the function's log is kept.
   * @default one month
   */
  readonly logRetention?: logs.RetentionDays;
}

/** The name of the session in which the function becomes the hosts' role. */
const SESSION_NAME = 'eni-trunking';
/** Of the function's role. A role that is not of this app may trust it: the name is not known before. */
const FUNCTION_ROLE_PATH = '/eni-trunking/';
const LONGEST_PROPAGATION_TIMEOUT = Duration.seconds(150);

/** What makes hosts, or is one. */
const HOST_TYPES = new Set([
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::EC2::EC2Fleet',
  'AWS::EC2::Instance',
  'AWS::EC2::SpotFleet',
]);

/**
 * The setting for a role. A host that registers before it is made never gets a trunk, so hosts have to wait for it: start them with
 * `instanceProfile`, or name them to `addHosts`. `other.node.addDependency(eniTrunking)` waits for the setting, too.
 */
export class EniTrunking extends Construct {
  /** The hosts' role. */
  public readonly role: iam.IRole;
  /** The custom resource; its attribute PreviousValue tells what the setting was. */
  public readonly setting: CustomResource;
  /** The function that makes the setting. */
  public readonly function: lambda.Function;
  private profile?: iam.InstanceProfile;

  constructor(scope: Construct, id: string, props: EniTrunkingProps = {}) {
    super(scope, id);
    const propagationTimeout = checkedPropagationTimeout(props.propagationTimeout ?? Duration.minutes(2));
    const log = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const functionRole = this.createFunctionRole(log);
    this.role = props.role ?? this.createHostRole();
    this.letHostRoleTrust(functionRole);
    const permissions = [this.permitSetting(), this.permitAssumption(functionRole)];
    this.function = this.createFunction(functionRole, log, props);
    this.setting = new CustomResource(this, 'Setting', {
      serviceToken: this.function.functionArn,
      resourceType: 'Custom::EniTrunking',
      // Three runs of the function with the pauses Lambda makes between them.
      serviceTimeout: Duration.minutes(15),
      properties: {
        Region: props.region ?? Stack.of(this).region,
        EC2Role: this.role.roleArn,
        Value: props.value ?? 'enabled',
        OnDelete: props.onDelete ?? 'Unset',
        PropagationTimeout: String(propagationTimeout.toSeconds()),
      },
    });
    // With the function come its retries and its log.
    this.setting.node.addDependency(this.function, ...permissions);
    if (!props.role) this.createInstanceProfile();
    const setting = this.setting;
    Dependable.implement(this, { get dependencyRoots() { return [setting]; } });
  }

  /** An instance profile of the role that is there only once the setting is made. */
  public get instanceProfile(): iam.InstanceProfile {
    return this.profile ?? this.createInstanceProfile();
  }

  /**
   * Lets hosts wait for the setting: Auto Scaling groups, instances and fleets in `hosts`. It makes no circle with a role that
   * belongs to them, as that of `cluster.addCapacity()` does; `node.addDependency` would.
   */
  public addHosts(hosts: IConstruct): void {
    const found = hosts.node.findAll().filter(isHostResource);
    if (found.length === 0) {
      throw new Error(`There is no Auto Scaling group, instance or fleet in ${hosts.node.path}`);
    }
    for (const resource of found) resource.addDependency(this.setting.node.defaultChild as CfnResource);
  }

  private createHostRole(): iam.Role {
    return new iam.Role(this, 'Role', {
      description: 'ECS hosts with ENI trunking',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [
        iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEC2ContainerServiceforEC2Role'),
      ],
    });
  }

  private createInstanceProfile(): iam.InstanceProfile {
    this.profile = new iam.InstanceProfile(this, 'InstanceProfile', { role: this.role });
    this.profile.node.addDependency(this.setting);
    return this.profile;
  }

  private createFunctionRole(log: logs.LogGroup): iam.Role {
    return new iam.Role(this, 'FunctionRole', {
      description: 'The function that makes the setting awsvpcTrunking',
      path: FUNCTION_ROLE_PATH,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        // No logs:CreateLogGroup: a late line would bring the group back after the stack is gone.
        'write-log': new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            resources: [log.logGroupArn],
          })],
        }),
      },
    });
  }

  /**
   * ECS lets nobody but the role itself, and root, change the role's setting: so the function becomes the role, under one session
   * name. A condition names it, not the principal: IAM refuses a principal that was made seconds ago, and a trust that names the
   * account leaves the function in need of its own policy.
   */
  private letHostRoleTrust(functionRole: iam.Role): void {
    const stack = Stack.of(this);
    const document = (this.role as iam.Role).assumeRolePolicy;
    if (document) {
      // By name only where the role is of this stack: two stacks cannot refer to each other.
      const name = Stack.of(this.role) === stack ? functionRole.roleArn : undefined;
      document.addStatements(trustStatement(stack.partition, stack.account, name));
      return;
    }
    const { partition, account } = Token.isUnresolved(this.role.roleArn)
      ? { partition: 'PARTITION', account: 'ACCOUNT' }
      : stack.splitArn(this.role.roleArn, ArnFormat.SLASH_RESOURCE_NAME);
    const statement = trustStatement(partition ?? 'aws', account ?? 'ACCOUNT').toStatementJson();
    Annotations.of(this).addWarningV2('eni-trunking:trust',
      `The role is not of this app. Its trust policy has to have this statement: ${JSON.stringify(statement)}`);
  }

  private permitSetting(): iam.Policy {
    return new iam.Policy(this, 'MakeSetting', {
      roles: [this.role],
      statements: [
        new iam.PolicyStatement({
          actions: ['ecs:PutAccountSetting', 'ecs:DeleteAccountSetting'],
          resources: ['*'],
          conditions: {
            StringEquals: { 'ecs:account-setting': 'awsvpcTrunking' },
            // The function's session, not the hosts, whose sessions bear their instance ids.
            StringLike: { 'aws:userid': `*:${SESSION_NAME}` },
          },
        }),
        new iam.PolicyStatement({ actions: ['ecs:ListAccountSettings'], resources: ['*'] }),
      ],
    });
  }

  /** A resource of its own, because the two roles name each other. */
  private permitAssumption(functionRole: iam.Role): iam.Policy {
    return new iam.Policy(this, 'FunctionMayBecomeRole', {
      roles: [functionRole],
      statements: [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [this.role.roleArn] })],
    });
  }

  private createFunction(role: iam.Role, logGroup: logs.LogGroup, props: EniTrunkingProps): lambda.Function {
    const architecture = props.architecture ?? lambda.Architecture.X86_64;
    return new lambda.Function(this, 'Function', {
      description: "Makes the ECS account setting awsvpcTrunking for the hosts' role",
      code: lambda.Code.fromAsset(props.functionZip ?? findFunctionZip(architecture)),
      runtime: lambda.Runtime.PROVIDED_AL2023,
      architecture,
      handler: 'bootstrap',
      memorySize: 128,
      timeout: Duration.minutes(3),
      role,
      logGroup,
      retryAttempts: 2,
      // An older event has nobody left who waits for its answer.
      maxEventAge: Duration.minutes(15),
    });
  }
}

/** That the function may become the role: by default, any function that a construct has made in the account. */
function trustStatement(
  partition: string,
  account: string,
  functionRoleArn = `arn:${partition}:iam::${account}:role${FUNCTION_ROLE_PATH}*`,
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ArnPrincipal(`arn:${partition}:iam::${account}:root`)],
    actions: ['sts:AssumeRole'],
    conditions: {
      ArnLike: { 'aws:PrincipalArn': functionRoleArn },
      StringEquals: { 'sts:RoleSessionName': SESSION_NAME },
    },
  });
}

function checkedPropagationTimeout(timeout: Duration): Duration {
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds > LONGEST_PROPAGATION_TIMEOUT.toSeconds()) {
    throw new Error('propagationTimeout has to be a whole number of seconds, at most ' +
      `${LONGEST_PROPAGATION_TIMEOUT.toSeconds()}; it is ${timeout.toHumanString()}`);
  }
  return timeout;
}

function findFunctionZip(architecture: lambda.Architecture): string {
  const name = `eni-trunking-function-${architecture.name === 'arm64' ? 'arm64' : 'x86_64'}.zip`;
  const places = [path.join(__dirname, name), path.join(__dirname, '..', name)];
  const found = places.find((place) => fs.existsSync(place));
  if (!found) {
    throw new Error(`The function's archive is at none of ${places.join(', ')}: put it there, or name it by functionZip`);
  }
  return found;
}

function isHostResource(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && HOST_TYPES.has(construct.cfnResourceType);
}
