"""Templates as they are published: a VPC with public and private subnets over two zones, each private one behind a NAT gateway
of its zone; and a cluster, hosts and a service in it."""

_HEAD = """
AWSTemplateFormatVersion: '2010-09-09'
Description: A VPC with a public and a private subnet in each of two zones.
Parameters:
  EnvironmentName:
    Type: String
    Default: network
  VpcBlock:
    Type: String
    Default: 10.192.0.0/16
Mappings:
  Subnets:
    Public: {First: 10.192.10.0/24, Second: 10.192.11.0/24}
    Private: {First: 10.192.20.0/24, Second: 10.192.21.0/24}
"""
_NETWORK = """
Resources:
  VPC:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref VpcBlock
      EnableDnsSupport: true
      EnableDnsHostnames: true
      Tags: [{Key: Name, Value: !Ref EnvironmentName}]
  InternetGateway:
    Type: AWS::EC2::InternetGateway
    Properties:
      Tags: [{Key: Name, Value: !Ref EnvironmentName}]
  InternetGatewayAttachment:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {InternetGatewayId: !Ref InternetGateway, VpcId: !Ref VPC}
  PublicSubnet1:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VPC
      AvailabilityZone: !Select [0, !GetAZs '']
      CidrBlock: !FindInMap [Subnets, Public, First]
      MapPublicIpOnLaunch: true
      Tags: [{Key: Name, Value: !Sub '${EnvironmentName} Public Subnet (AZ1)'}]
  PublicSubnet2:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VPC
      AvailabilityZone: !Select [1, !GetAZs '']
      CidrBlock: !FindInMap [Subnets, Public, Second]
      MapPublicIpOnLaunch: true
      Tags: [{Key: Name, Value: !Sub '${EnvironmentName} Public Subnet (AZ2)'}]
  PrivateSubnet1:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VPC
      AvailabilityZone: !Select [0, !GetAZs '']
      CidrBlock: !FindInMap [Subnets, Private, First]
      MapPublicIpOnLaunch: false
  PrivateSubnet2:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref VPC
      AvailabilityZone: !Select [1, !GetAZs '']
      CidrBlock: !FindInMap [Subnets, Private, Second]
      MapPublicIpOnLaunch: false
  NatGateway1EIP:
    Type: AWS::EC2::EIP
    DependsOn: InternetGatewayAttachment
    Properties: {Domain: vpc}
  NatGateway2EIP:
    Type: AWS::EC2::EIP
    DependsOn: InternetGatewayAttachment
    Properties: {Domain: vpc}
  NatGateway1:
    Type: AWS::EC2::NatGateway
    Properties: {AllocationId: !GetAtt NatGateway1EIP.AllocationId, SubnetId: !Ref PublicSubnet1}
  NatGateway2:
    Type: AWS::EC2::NatGateway
    Properties: {AllocationId: !GetAtt NatGateway2EIP.AllocationId, SubnetId: !Ref PublicSubnet2}
  PublicRouteTable:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref VPC
      Tags: [{Key: Name, Value: !Sub '${EnvironmentName} Public Routes'}]
  DefaultPublicRoute:
    Type: AWS::EC2::Route
    DependsOn: InternetGatewayAttachment
    Properties:
      RouteTableId: !Ref PublicRouteTable
      DestinationCidrBlock: 0.0.0.0/0
      GatewayId: !Ref InternetGateway
  PublicSubnet1RouteTableAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref PublicRouteTable, SubnetId: !Ref PublicSubnet1}
  PublicSubnet2RouteTableAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref PublicRouteTable, SubnetId: !Ref PublicSubnet2}
  PrivateRouteTable1:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: !Ref VPC}
  DefaultPrivateRoute1:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref PrivateRouteTable1
      DestinationCidrBlock: 0.0.0.0/0
      NatGatewayId: !Ref NatGateway1
  PrivateSubnet1RouteTableAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref PrivateRouteTable1, SubnetId: !Ref PrivateSubnet1}
  PrivateRouteTable2:
    Type: AWS::EC2::RouteTable
    Properties: {VpcId: !Ref VPC}
  DefaultPrivateRoute2:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref PrivateRouteTable2
      DestinationCidrBlock: 0.0.0.0/0
      NatGatewayId: !Ref NatGateway2
  PrivateSubnet2RouteTableAssociation:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref PrivateRouteTable2, SubnetId: !Ref PrivateSubnet2}
  NoIngressSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupName: no-ingress-sg
      GroupDescription: Security group with no ingress rule
      VpcId: !Ref VPC
"""
_OUTPUTS = """
Outputs:
  VPC: {Value: !Ref VPC}
  PublicSubnets: {Value: !Join [',', [!Ref PublicSubnet1, !Ref PublicSubnet2]]}
  PrivateSubnets: {Value: !Join [',', [!Ref PrivateSubnet1, !Ref PrivateSubnet2]]}
  NoIngressSecurityGroup: {Value: !Ref NoIngressSecurityGroup}
"""


def with_network(parameters, resources, outputs):
    """A template of the network and what else there is to be."""
    return _HEAD.replace("\nMappings:", parameters + "Mappings:") + _NETWORK + resources + _OUTPUTS + outputs


NETWORK = with_network("\n", "", "")

# Three hosts of a launch template, and a service whose tasks have interfaces of their own. The service needs the hosts: a stack
# waits until its tasks run.
_APPLICATION = """
  Cluster:
    Type: AWS::ECS::Cluster
  HostRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]
      ManagedPolicyArns:
        - !Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role'
  HostProfile:
    Type: AWS::IAM::InstanceProfile
    Properties: {Roles: [!Ref HostRole]}
  HostSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: Hosts, VpcId: !Ref VPC}
  TaskSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Tasks
      VpcId: !Ref VPC
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: !Ref VpcBlock}]
  HostTemplate:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: !Ref HostImage
        InstanceType: !Ref HostType
        IamInstanceProfile: {Arn: !GetAtt HostProfile.Arn}
        SecurityGroupIds: [!Ref HostSecurityGroup]
        PrivateDnsNameOptions: {EnableResourceNameDnsARecord: false}
        UserData:
          Fn::Base64: !Sub |
            #!/bin/bash
            echo ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config
  Host1:
    Type: AWS::EC2::Instance
    DependsOn: [DefaultPrivateRoute1, PrivateSubnet1RouteTableAssociation]
    Properties:
      SubnetId: !Ref PrivateSubnet1
      LaunchTemplate: {LaunchTemplateId: !Ref HostTemplate, Version: !GetAtt HostTemplate.LatestVersionNumber}
  Host2:
    Type: AWS::EC2::Instance
    DependsOn: [DefaultPrivateRoute2, PrivateSubnet2RouteTableAssociation]
    Properties:
      SubnetId: !Ref PrivateSubnet2
      LaunchTemplate: {LaunchTemplateId: !Ref HostTemplate, Version: !GetAtt HostTemplate.LatestVersionNumber}
  Host3:
    Type: AWS::EC2::Instance
    DependsOn: [DefaultPrivateRoute1, PrivateSubnet1RouteTableAssociation]
    Properties:
      SubnetId: !Ref PrivateSubnet1
      LaunchTemplate: {LaunchTemplateId: !Ref HostTemplate, Version: !GetAtt HostTemplate.LatestVersionNumber}
  TaskDefinition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      NetworkMode: awsvpc
      ContainerDefinitions:
        - {Name: web, Image: !Ref Image, Cpu: 32, Memory: 64, PortMappings: [{ContainerPort: 80}]}
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Host1, Host2, Host3]
    Properties:
      Cluster: !Ref Cluster
      LaunchType: EC2
      TaskDefinition: !Ref TaskDefinition
      DesiredCount: !Ref Tasks
      PlacementStrategies: [{Type: spread, Field: instanceId}]
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: [!Ref PrivateSubnet1, !Ref PrivateSubnet2]
          SecurityGroups: [!Ref TaskSecurityGroup]
"""
_PARAMETERS = """
  HostImage:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id
  HostType: {Type: String, Default: c5.large}
  Image: {Type: String, Default: 'nginx:1'}
  Tasks: {Type: Number, Default: 25}
"""
_MORE_OUTPUTS = """
  Cluster: {Value: !Ref Cluster}
  Service: {Value: !Ref Service}
  Hosts: {Value: !Join [',', [!Ref Host1, !Ref Host2, !Ref Host3]]}
"""
APPLICATION = with_network(_PARAMETERS, _APPLICATION, _MORE_OUTPUTS)
