"""An application as a template: the network of network_template.py, and in it what the pattern "Amazon ECS Capacity Providers for EC2
instances" consists of: a cluster whose capacity provider launches hosts of a given role into private subnets, and a service of awsvpc
tasks there behind an application load balancer in the public ones."""
from network_template import with_network

_PARAMETERS = """
  HostRole: {Type: String}
  HostImage:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id
  HostType: {Type: String, Default: c5.large}
  TaskImage: {Type: String, Default: 'busybox:latest'}
  Tasks: {Type: Number, Default: 0}
  Release: {Type: String, Default: first}
"""
_HOSTS = """
  HostProfile:
    Type: AWS::IAM::InstanceProfile
    Properties: {Roles: [!Ref HostRole]}
  HostSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: Hosts, VpcId: !Ref VPC}
  HostTemplate:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: !Ref HostImage
        InstanceType: !Ref HostType
        IamInstanceProfile: {Arn: !GetAtt HostProfile.Arn}
        SecurityGroupIds: [!Ref HostSecurityGroup]
        MetadataOptions: {HttpTokens: required}
        UserData:
          Fn::Base64: !Sub |
            #!/bin/bash
            echo ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config
  Hosts:
    Type: AWS::AutoScaling::AutoScalingGroup
    DependsOn: [DefaultPrivateRoute1, DefaultPrivateRoute2, PrivateSubnet1RouteTableAssociation, PrivateSubnet2RouteTableAssociation]
    Properties:
      LaunchTemplate: {LaunchTemplateId: !Ref HostTemplate, Version: !GetAtt HostTemplate.LatestVersionNumber}
      VPCZoneIdentifier: [!Ref PrivateSubnet1, !Ref PrivateSubnet2]
      MinSize: '0'
      MaxSize: '10'
      NewInstancesProtectedFromScaleIn: true
  Cluster:
    Type: AWS::ECS::Cluster
  CapacityProvider:
    Type: AWS::ECS::CapacityProvider
    Properties:
      AutoScalingGroupProvider:
        AutoScalingGroupArn: !Ref Hosts
        ManagedScaling: {Status: ENABLED, TargetCapacity: 100, InstanceWarmupPeriod: 60}
        ManagedTerminationProtection: ENABLED
  CapacityProviders:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties:
      Cluster: !Ref Cluster
      CapacityProviders: [!Ref CapacityProvider]
      DefaultCapacityProviderStrategy: [{CapacityProvider: !Ref CapacityProvider, Base: 0, Weight: 1}]
"""
_BALANCER = """
  BalancerSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: The load balancer, which everybody calls
      VpcId: !Ref VPC
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]
  TaskSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: 'Tasks, which the load balancer calls', VpcId: !Ref VPC}
  TaskIngress:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !Ref TaskSecurityGroup
      IpProtocol: '-1'
      SourceSecurityGroupId: !Ref BalancerSecurityGroup
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internet-facing
      Type: application
      Subnets: [!Ref PublicSubnet1, !Ref PublicSubnet2]
      SecurityGroups: [!Ref BalancerSecurityGroup]
      LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: '30'}]
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      VpcId: !Ref VPC
      TargetType: ip
      Protocol: HTTP
      Port: 80
      HealthCheckPath: /
      HealthCheckIntervalSeconds: 6
      HealthCheckTimeoutSeconds: 5
      HealthyThresholdCount: 2
      UnhealthyThresholdCount: 10
      TargetGroupAttributes: [{Key: deregistration_delay.timeout_seconds, Value: '5'}]
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
"""
_SERVICE = """
  ExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}]
      ManagedPolicyArns:
        - !Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'
  Logs:
    Type: AWS::Logs::LogGroup
  TaskDefinition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [EC2]
      ExecutionRoleArn: !GetAtt ExecutionRole.Arn
      ContainerDefinitions:
        - Name: web
          Image: !Ref TaskImage
          Cpu: 128
          Memory: 128
          StopTimeout: 2
          Environment: [{Name: RELEASE, Value: !Ref Release}]
          Command:
            - sh
            - -c
            - >-
              mkdir /tmp/www; echo "$RELEASE $(hostname)" > /tmp/www/index.html; echo "serving $RELEASE";
              exec httpd -f -p 80 -h /tmp/www
          PortMappings: [{ContainerPort: 80}]
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref Logs
              awslogs-region: !Ref AWS::Region
              awslogs-stream-prefix: web
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Listener, CapacityProviders]
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref TaskDefinition
      DesiredCount: !Ref Tasks
      CapacityProviderStrategy: [{CapacityProvider: !Ref CapacityProvider, Base: 0, Weight: 1}]
      PlacementStrategies: [{Type: binpack, Field: memory}]
      DeploymentConfiguration: {MinimumHealthyPercent: 100, MaximumPercent: 200}
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: [!Ref PrivateSubnet1, !Ref PrivateSubnet2]
          SecurityGroups: [!Ref TaskSecurityGroup]
      LoadBalancers: [{ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Targets}]
"""
_OUTPUTS = """
  Balancer: {Value: !Ref Balancer}
  Targets: {Value: !Ref Targets}
  Hosts: {Value: !Ref Hosts}
  Cluster: {Value: !Ref Cluster}
  Service: {Value: !Ref Service}
  Logs: {Value: !Ref Logs}
"""
BALANCED_APPLICATION = with_network(_PARAMETERS, _HOSTS + _BALANCER + _SERVICE, _OUTPUTS)
