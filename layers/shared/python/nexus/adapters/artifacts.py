"""Uploads and results in a bucket."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from nexus.kernel.errors import NotFound, Refused

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_ABSENT = {"NoSuchKey", "404"}


@dataclass(frozen=True)
class S3Artifacts:
    """Files by name in one bucket."""

    client: "S3Client"
    bucket: str

    def put(self, name: str, body: bytes) -> None:
        """Write a file, whatever was there."""
        self.client.put_object(Bucket=self.bucket, Key=name, Body=body)

    def get(self, name: str, most: int) -> bytes:
        """Read a file of at most so many bytes; NotFound when it is not there."""
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=name)
        except ClientError as e:
            if e.response["Error"]["Code"] in _ABSENT:
                raise NotFound(f"No file {name.rpartition('/')[2]}") from e
            raise
        size = found["ContentLength"]
        if size > most:
            said = f"Expected at most {most} bytes to download, was {size}: use the command line"
            raise Refused(said, "EXPORT_TOO_LARGE")
        return found["Body"].read()

    def delete_all(self, prefix: str) -> None:
        """Remove every file whose name starts so."""
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
            for each in page.get("Contents", ()):
                self.client.delete_object(Bucket=self.bucket, Key=each["Key"])
