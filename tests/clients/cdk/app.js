// What people write with the CDK for ECS on EC2, with its defaults. Deployed by test_cdk.py.
const cdk = require('aws-cdk-lib');
const autoscaling = require('aws-cdk-lib/aws-autoscaling');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const elbv2 = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const iam = require('aws-cdk-lib/aws-iam');
const custom = require('aws-cdk-lib/custom-resources');

class Service extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Vpc');
    const cluster = new ecs.Cluster(this, 'Cluster', { vpc });
    const group = new autoscaling.AutoScalingGroup(this, 'Group', {
      vpc,
      instanceType: new ec2.InstanceType('c5.large'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
      minCapacity: 0,
      maxCapacity: 5,
    });
    const provider = new ecs.AsgCapacityProvider(this, 'Provider', { autoScalingGroup: group });
    cluster.addAsgCapacityProvider(provider);
    const definition = new ecs.Ec2TaskDefinition(this, 'Definition', { networkMode: ecs.NetworkMode.AWS_VPC });
    definition.addContainer('web', {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx'),
      memoryLimitMiB: 256,
      portMappings: [{ containerPort: 80 }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }),
    });
    const service = new ecs.Ec2Service(this, 'Service', {
      cluster,
      taskDefinition: definition,
      desiredCount: 2,
      minHealthyPercent: 50,
      capacityProviderStrategies: [{ capacityProvider: provider.capacityProviderName, weight: 1 }],
    });
    const balancer = new elbv2.ApplicationLoadBalancer(this, 'Balancer', { vpc, internetFacing: true });
    const listener = balancer.addListener('Listener', { port: 80 });
    listener.addTargets('Targets', { port: 80, targets: [service] });
    new cdk.CfnOutput(this, 'ClusterName', { value: cluster.clusterName });
    new cdk.CfnOutput(this, 'ServiceName', { value: service.serviceName });
  }
}

// The account setting that this project is about, by the CDK's own means: a call of ECS as the hosts' role, for a setting is changed by
// its principal, or by root.
class Setting extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    const role = new iam.Role(this, 'HostRole', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      inlinePolicies: {
        setting: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({
            actions: ['ecs:PutAccountSetting', 'ecs:DeleteAccountSetting'], resources: ['*'] })],
        }),
      },
    });
    const call = (action, parameters) => ({
      service: 'ECS',
      action,
      parameters: { name: 'awsvpcTrunking', ...parameters },
      assumedRoleArn: role.roleArn,
      physicalResourceId: custom.PhysicalResourceId.of('awsvpcTrunking'),
    });
    const setting = new custom.AwsCustomResource(this, 'Trunking', {
      onUpdate: call('putAccountSetting', { value: 'enabled' }),
      onDelete: call('deleteAccountSetting'),
      policy: custom.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [role.roleArn] })]),
    });
    role.assumeRolePolicy.addStatements(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'], principals: [setting.grantPrincipal] }));
    new cdk.CfnOutput(this, 'HostRoleArn', { value: role.roleArn });
  }
}

const app = new cdk.App();
new Service(app, 'WebService');
new Setting(app, 'TrunkingSetting');
