#pragma once
/// A message's way to the functions that are subscribed to its topic.
#include "sandbox/services/sns/input.h"

namespace eni::sandbox::sns_service {

/// What is published, as the event of a function has it. Source: Lambda Developer Guide, "Using AWS Lambda with Amazon SNS".
struct Message {
  std::string id;
  std::string topic_arn;
  json::value subject;  ///< null if there is none
  std::string text;     ///< for Lambda
  json::object attributes;
};

/// The event that the function of a subscription gets.
json::object event_of(const Message& message, const std::string& subscription_arn, TimePoint now);

/// Hands the message to Lambda, which runs the function when it can; as SNS itself, which the function's policy must let in. What is
/// refused is logged: nobody waits for it.
Task<void> deliver(Environment& env, NamedDocument subscription, std::string subscription_arn,
                   Message message);

}  // namespace eni::sandbox::sns_service
