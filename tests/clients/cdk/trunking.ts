// Stacks of people who use integrations/cdk. Deployed by test_cdk_construct.py, which compiles both together.
import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EniTrunking } from './eni-trunking/eni-trunking';

const app = new cdk.App();
const architecture = app.node.tryGetContext('architecture') === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64;

/** A role of the construct's own, with its instance profile. */
class OwnRole extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const trunking = new EniTrunking(this, 'EniTrunking', { architecture, value: this.node.tryGetContext('value') });
    new cdk.CfnOutput(this, 'RoleArn', { value: trunking.role.roleArn });
    new cdk.CfnOutput(this, 'FunctionName', { value: trunking.function.functionName });
    new cdk.CfnOutput(this, 'Profile', { value: trunking.instanceProfile.instanceProfileName });
  }
}

/** A cluster's capacity, which has a role of its own: its first host waits for the setting. */
class Capacity extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 1, natGateways: 0 });
    const cluster = new ecs.Cluster(this, 'Cluster', { vpc });
    const group = cluster.addCapacity('Hosts', {
      instanceType: new ec2.InstanceType('c5.large'),
      desiredCapacity: 1,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    });
    new EniTrunking(this, 'EniTrunking', { architecture, role: group.role, onDelete: 'Disable' }).addHosts(group);
    new cdk.CfnOutput(this, 'RoleArn', { value: group.role.roleArn });
    new cdk.CfnOutput(this, 'ClusterName', { value: cluster.clusterName });
  }
}

/** A role of another stack of the app, which is deployed before. */
class Roles extends cdk.Stack {
  readonly role = new iam.Role(this, 'HostRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
}

class OtherRole extends cdk.Stack {
  constructor(scope: Construct, id: string, role: iam.IRole) {
    super(scope, id);
    new EniTrunking(this, 'EniTrunking', { architecture, role, propagationTimeout: cdk.Duration.seconds(5) });
    new cdk.CfnOutput(this, 'RoleArn', { value: role.roleArn });
  }
}

/** What the context asks for, to be refused. */
class Mistaken extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const seconds = this.node.tryGetContext('seconds') ?? '120';
    const trunking = new EniTrunking(this, 'EniTrunking', {
      architecture,
      propagationTimeout: cdk.Duration.seconds(Number(seconds)),
    });
    if (this.node.tryGetContext('hosts') === 'no') trunking.addHosts(new sns.Topic(this, 'Topic'));
  }
}

new OwnRole(app, 'OwnRole');
new Capacity(app, 'Capacity');
new OtherRole(app, 'OtherRole', new Roles(app, 'Roles').role);
new Mistaken(app, 'Mistaken');
const foreignRole = app.node.tryGetContext('role');
if (foreignRole) {
  const stack = new cdk.Stack(app, 'ForeignRole');
  new EniTrunking(stack, 'EniTrunking', { architecture, role: iam.Role.fromRoleArn(stack, 'Role', foreignRole) });
}
