#pragma once
/// How the CLI names what the API names: PutAccountSetting is put-account-setting.
#include <string>
#include <string_view>

namespace eni::sandbox::hosts::tools::aws_cli {

/// Words of `name` in lower case, with hyphens: "DescribeVPCs" is "describe-vpcs", "CidrIpv6" "cidr-ipv6".
/// Source: botocore, xform_name().
std::string cli_name(std::string_view name);

/// The sandbox's name of a command's service: "s3api" is "s3", "cloudwatch" is "monitoring". The same name for all others; "" for
/// services that have a command of another name.
std::string_view service_of_command(std::string_view command);
/// The other way round.
std::string_view command_of_service(std::string_view service);

}  // namespace eni::sandbox::hosts::tools::aws_cli
